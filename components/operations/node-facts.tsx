import { useLocale, useTranslations } from "next-intl";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import type { WatchedNode } from "#lib/features/operations/installation/types.ts";
import { NodeBadge } from "./node-badge.tsx";

/** What is known of a node and what was last seen of it. */
export function NodeFacts({ node }: { node: WatchedNode }) {
  const t = useTranslations("operations.node");
  const list = useTranslations("operations.nodes");
  const kinds = useTranslations("nodes.kind");
  const failures = useTranslations("nodes.failure");
  const { since, kind, ledger, organisation, operator, contact, url, verifierKey, mlDsaKey, report, treeSize } = node;
  const kindWord = useTranslations("operations.filters")("kind");
  const seen = report?.size;
  return (
    <DefinitionList
      items={[
        {
          term: t("state"),
          description: (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <NodeBadge node={node} /> <DateTime value={since.toISOString()} brief />
            </span>
          ),
        },
        { term: kindWord, description: `${kinds(kind)} · ${ledger}` },
        { term: list("operator"), description: organisation?.name ?? operator },
        { term: t("contact"), description: contact },
        { term: t("address"), description: <Mono>{url}</Mono> },
        {
          term: t("key"),
          description: verifierKey ? <Key value={verifierKey} what={t("key")} /> : undefined,
        },
        { term: t("secondKey"), description: mlDsaKey ? <Key value={mlDsaKey} what={t("secondKey")} /> : undefined },
        {
          term: list("seen"),
          description:
            seen === undefined ? list("never") : list("seenOf", { seen: Number(seen), size: Number(treeSize) }),
        },
        {
          term: list("reached"),
          description: report?.reachedAt ? <DateTime value={report.reachedAt.toISOString()} /> : list("never"),
        },
        { term: t("tried"), description: report ? <DateTime value={report.triedAt.toISOString()} /> : list("never") },
        {
          term: list("latency"),
          description:
            report?.latencyMs === undefined ? undefined : list("milliseconds", { latencyMs: report.latencyMs }),
        },
        { term: t("failure"), description: report?.failure ? failures(report.failure) : t("noFailure") },
        { term: t("detail"), description: report?.detail ? <Mono>{report.detail}</Mono> : undefined },
        { term: t("failures"), description: report?.failures ? <Count value={report.failures} /> : undefined },
        { term: t("version"), description: report?.version },
      ]}
    />
  );
}

function Key({ value, what }: { value: string; what: string }) {
  return (
    <span className="flex items-start gap-1">
      <Mono>{value}</Mono>
      <CopyButton value={value} what={what} />
    </span>
  );
}

function Count({ value }: { value: number }) {
  return new Intl.NumberFormat(useLocale()).format(value);
}

function Mono({ children }: { children: string }) {
  return <code className="min-w-0 font-mono text-[0.9em] break-all">{children}</code>;
}
