import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { NodeView } from "#lib/features/ledger/nodes/schema.ts";
import { Decimal } from "./decimal.tsx";

type Props = {
  kind: NodeView["kind"];
  nodes: readonly NodeView[];
  /** Entries of the ledger now. */
  treeSize: number;
};

/** The witnesses or the mirrors of a ledger, each on a sheet of its own. */
export function NodesList({ kind, nodes, treeSize }: Props) {
  const t = useTranslations("explorer.nodes");
  return (
    <section aria-labelledby={`nodes-${kind}`} className="grid gap-4">
      <div className="grid gap-1">
        <h2 id={`nodes-${kind}`} className="font-serif text-xl font-semibold">
          {t(`${kind}.title`)}
        </h2>
        <p className="max-w-prose text-sm text-ink-soft">{t(`${kind}.lead`)}</p>
      </div>
      {nodes.length === 0 ? <p className="text-sm">{t(`${kind}.none`)}</p> : null}
      <ul className="grid gap-4 lg:grid-cols-2">
        {nodes.map((node) => (
          <li key={node.name} className="min-w-0">
            <NodeSheet node={node} treeSize={treeSize} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NodeSheet({ node, treeSize }: { node: NodeView; treeSize: number }) {
  const t = useTranslations("explorer.nodes");
  const { name, operator, url, verifierKey, mlDsaKey, reachedAt, latencyMs, version } = node;
  return (
    <article className="h-full rounded-lg border border-rule bg-surface p-5">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="min-w-0 font-serif text-base font-semibold break-words">{name}</h3>
        <NodeBadge node={node} treeSize={treeSize} />
      </div>
      <DefinitionList
        items={[
          { term: t("operator"), description: operator || undefined },
          { term: t("seen"), description: <Seen node={node} treeSize={treeSize} /> },
          { term: t("reached"), description: reachedAt ? <DateTime value={reachedAt} /> : t("never") },
          { term: t("latency"), description: latencyMs === undefined ? undefined : t("milliseconds", { latencyMs }) },
          { term: t("failure"), description: <Failure node={node} /> },
          { term: t("since"), description: <DateTime value={node.since} brief /> },
          { term: t("version"), description: version },
          { term: t("address"), description: <Mono>{url}</Mono> },
          { term: t("key"), description: verifierKey ? <Key value={verifierKey} /> : undefined },
          { term: t("secondKey"), description: mlDsaKey ? <Key value={mlDsaKey} /> : undefined },
        ]}
      />
    </article>
  );
}

/** Active says only that it is asked: whether it answers is what a reader wants to know. */
function NodeBadge({ node, treeSize }: { node: NodeView; treeSize: number }) {
  const t = useTranslations("explorer.nodes");
  const states = useTranslations("nodes.state");
  const { state, failure, size } = node;
  if (state !== "active") return <Badge>{states(state)}</Badge>;
  const [tone, words]: [Tone, string] = failure
    ? ["danger", t("failing")]
    : size === undefined
      ? ["neutral", t("unheard")]
      : size < treeSize
        ? ["attention", t("behind")]
        : ["ok", t("inStep")];
  return <Badge tone={tone}>{words}</Badge>;
}

function Seen({ node: { size, kind }, treeSize }: { node: NodeView; treeSize: number }) {
  const t = useTranslations("explorer.nodes");
  if (size === undefined) return t("never");
  const missing = Math.max(0, treeSize - size);
  return (
    <>
      <Decimal value={size} />{" "}
      <span className="text-ink-soft">{missing === 0 ? t("all") : t(`missing.${kind}`, { count: missing })}</span>
    </>
  );
}

function Failure({ node: { failure, triedAt } }: { node: NodeView }) {
  const words = useTranslations("nodes.failure");
  const t = useTranslations("explorer.nodes");
  if (!failure) return t("noFailure");
  return (
    <>
      {words(failure)} {triedAt ? <DateTime value={triedAt} brief /> : null}
    </>
  );
}

function Key({ value }: { value: string }) {
  const t = useTranslations("explorer.nodes");
  return (
    <span className="flex items-start gap-1">
      <Mono>{value}</Mono>
      <CopyButton value={value} what={t("key")} />
    </span>
  );
}

function Mono({ children }: { children: string }) {
  return <code className="min-w-0 font-mono text-[0.9em] break-all">{children}</code>;
}
