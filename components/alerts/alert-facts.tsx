import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Alert } from "#lib/features/alerts/types.ts";
import { NODE_TROUBLES } from "#lib/features/witnesses/types.ts";

/** When it was, who looks after it, and what was found. */
export function AlertFacts({ alert }: { alert: Alert }) {
  const t = useTranslations("alerts");
  const { openedAt, seenAt, ledger, acknowledged, resolved, note, details } = alert;
  const { failure, failures, error, detail, found } = details;
  const own = [error, detail, alert.kind === "ledger_rolled_back" ? undefined : found].find(Boolean);
  return (
    <DefinitionList
      items={[
        { term: t("since"), description: <DateTime value={openedAt.toISOString()} /> },
        { term: t("seen"), description: resolved ? undefined : <DateTime value={seenAt.toISOString()} /> },
        {
          term: t("ledger"),
          description: ledger && <TextLink href={`/console/channels/${ledger}`}>{ledger}</TextLink>,
        },
        { term: t("failure"), description: failure === undefined ? undefined : <Failure code={String(failure)} /> },
        { term: t("found"), description: own && <code className="text-xs wrap-anywhere">{String(own)}</code> },
        { term: t("failures"), description: failures === undefined ? undefined : String(failures) },
        {
          term: t("care"),
          description: acknowledged && (
            <>
              <bdi>{acknowledged.by}</bdi>, <DateTime value={acknowledged.at.toISOString()} brief />
            </>
          ),
        },
        {
          term: t("ended"),
          description: resolved && (
            <>
              <DateTime value={resolved.at.toISOString()} />,{" "}
              {resolved.by === undefined ? t("byItself") : t("by", { name: resolved.by })}
            </>
          ),
        },
        { term: t("note"), description: note && <span className="whitespace-pre-wrap">{note}</span> },
      ]}
    />
  );
}

/** In words where there are some: nodes have their own, authorities answer with codes of a standard. */
function Failure({ code }: { code: string }) {
  const nodes = useTranslations("nodes.failure");
  const known = NODE_TROUBLES.find((trouble) => trouble === code);
  return (
    <>
      {known ? `${nodes(known)} ` : null}
      <code className="text-xs text-ink-soft">{code}</code>
    </>
  );
}
