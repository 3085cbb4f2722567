import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OverviewFigures } from "#lib/features/evidence/overview/types.ts";

type NeedsAHandProps = {
  figures: Pick<OverviewFigures, "failures" | "storage">;
  mays: { outbox: boolean };
};

/** What went wrong for the organisation, each with the page on which one sees it. */
export function NeedsAHand({ figures: { failures, storage }, mays }: NeedsAHandProps) {
  const t = useTranslations("overview.failures");
  const unknown = useTranslations("overview")("unknown");
  const { files = 0, evidenceId } = failures?.damaged ?? {};
  const { failed = 0, retrying = 0 } = failures?.letters ?? {};
  const isFull = storage?.quota !== undefined && storage.used >= storage.quota;
  const isKnown = failures !== undefined && storage !== undefined;
  const letters = mays.outbox ? <TextLink href="/settings/outbox">{t("lettersShow")}</TextLink> : undefined;
  const isQuiet = files + failed + retrying === 0 && !isFull;
  return (
    <section aria-labelledby="needs-a-hand" className="grid content-start gap-3">
      <h2 id="needs-a-hand" className="font-serif text-lg font-semibold">
        {t("title")}
      </h2>
      {isKnown ? null : <p className="text-sm text-attention">{unknown}</p>}
      {isKnown && isQuiet ? <p className="text-sm">{t("none")}</p> : null}
      {files > 0 ? (
        <Callout
          tone="danger"
          actions={evidenceId ? <TextLink href={`/evidence/${evidenceId}`}>{t("filesShow")}</TextLink> : undefined}
        >
          {t("files", { count: files })}
        </Callout>
      ) : null}
      {isFull ? (
        <Callout tone="attention" actions={<TextLink href="/settings/organisation">{t("fullShow")}</TextLink>}>
          {t("full")}
        </Callout>
      ) : null}
      {failed > 0 ? (
        <Callout tone="attention" actions={letters}>
          {t("letters", { count: failed })}
        </Callout>
      ) : null}
      {retrying > 0 ? (
        <Callout tone="neutral" actions={letters}>
          {t("retrying", { count: retrying })}
        </Callout>
      ) : null}
    </section>
  );
}
