import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { NODE_TROUBLES } from "#lib/features/ledger/nodes/types.ts";
import type { Alert } from "#lib/features/operations/alerts/types.ts";

/** What was found, who looks after it, and how it ended. */
export function AlertFacts({ alert }: { alert: Alert }) {
  const t = useTranslations("alerts");
  const { acknowledged, resolved, note, details } = alert;
  const { failure, error, detail, found } = details;
  // Of a ledger that was set back its words tell what was found.
  const own = [error, detail, alert.kind === "ledger_rolled_back" ? undefined : found].find(Boolean);
  return (
    <div className="has-[dl:empty]:hidden">
      <DefinitionList
        items={[
          { term: t("failure"), description: failure === undefined ? undefined : <Failure details={details} /> },
          { term: t("found"), description: own && <code className="text-xs wrap-anywhere">{String(own)}</code> },
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
    </div>
  );
}

/** In words where there are some: nodes have their own, authorities answer with codes of a standard. */
function Failure({ details: { failure, failures } }: { details: Alert["details"] }) {
  const t = useTranslations("alerts");
  const nodes = useTranslations("nodes.failure");
  const known = NODE_TROUBLES.find((trouble) => trouble === failure);
  const inARow = Number(failures);
  return (
    <>
      {known ? `${nodes(known)} ` : null}
      <code className="text-xs text-ink-soft">{String(failure)}</code>
      {inARow > 1 ? <span className="text-ink-soft"> · {t("failures", { count: inARow })}</span> : null}
    </>
  );
}
