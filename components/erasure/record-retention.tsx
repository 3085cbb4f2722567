import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { releaseAction } from "#lib/features/evidence/erasure/actions.ts";
import type { Erasure, Hold, RetentionView } from "#lib/features/evidence/erasure/types.ts";
import { EraseDialog, HoldDialog } from "./reason-dialogs.tsx";

/** What keeps a record from being erased, for who may see it, and the ways to hold, release and erase it. */
export function RecordRetention({ id, retention }: { id: string; retention: RetentionView }) {
  const t = useTranslations("erasure");
  const { holds, open, keptUntil, erased, mayHold, mayErase } = retention;
  if (erased) return null;
  const isKept = open.length > 0 || keptUntil !== undefined;
  return (
    <Card title={t("title")} description={t("text")}>
      <div className="grid gap-4 text-sm">
        {keptUntil ? <p>{t.rich("keptUntil", { time: () => <DateTime value={keptUntil} /> })}</p> : null}
        {holds.length > 0 ? <HoldList holds={holds} open={open} /> : null}
        {isKept ? null : <p className="text-ink-soft">{t("free")}</p>}
        <div className="flex flex-wrap gap-3 empty:hidden">
          {mayHold ? <HoldDialog id={id} /> : null}
          {mayHold && open.length > 0 ? (
            <ConfirmedAction
              action={releaseAction}
              fields={{ id }}
              label={t("release")}
              title={t("releaseTitle")}
              description={t("releaseText")}
              confirmLabel={t("release")}
            />
          ) : null}
          {mayErase && !isKept ? <EraseDialog id={id} /> : null}
        </div>
      </div>
    </Card>
  );
}

function HoldList({ holds, open }: { holds: readonly Hold[]; open: readonly string[] }) {
  const t = useTranslations("erasure");
  const who = useTranslations("evidence.who");
  const nameOf = ({ kind, name }: Hold["placedBy"]) => {
    if (name === undefined) return who("gone");
    return kind === "api-key" ? who("apiKey", { name }) : name;
  };
  return (
    <ul className="grid gap-3">
      {holds.map(({ id, reason, placedAt, placedBy, until, releasedAt }) => (
        <li key={id} className="grid gap-0.5 border-s-2 border-rule ps-3">
          <span className="wrap-anywhere">{reason}</span>
          <span className="text-xs text-ink-soft">
            {t.rich("placed", { who: nameOf(placedBy), time: () => <DateTime value={placedAt} /> })}
            {until && !releasedAt ? t.rich("until", { time: () => <DateTime value={until} /> }) : null}
            {releasedAt ? t.rich("released", { time: () => <DateTime value={releasedAt} /> }) : null}
            {!releasedAt && !open.includes(id) ? t("over") : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** On top of the page of a record that was erased. */
export function ErasedCallout({ erased }: { erased: Erasure }) {
  const t = useTranslations("erasure");
  const { erasedAt, reason, claimId } = erased;
  return (
    <Callout
      tone="attention"
      title={t.rich("erased", { time: () => <DateTime value={erasedAt} /> })}
      actions={claimId ? <TextLink href={`/evidence/${claimId}`}>{t("claim")}</TextLink> : undefined}
    >
      <p>{t("erasedText")}</p>
      <p className="wrap-anywhere">{t("erasedReason", { reason })}</p>
    </Callout>
  );
}
