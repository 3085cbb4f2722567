import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";

/** What became of it since: when, by whom, why, and what took its place. Nothing where it is in force. */
export function SinceCard({
  verification,
  pages,
}: {
  verification: CertificateVerification;
  pages?: boolean | undefined;
}) {
  const t = useTranslations("certificateVerdict");
  const { status, compromise, seal, verdict } = verification;
  const ended = status && status.state !== "active" ? status : undefined;
  return (
    <div className="grid gap-4 empty:hidden">
      {ended ? (
        <section className="grid gap-1">
          <h3 className="font-serif text-lg font-semibold">{t("since.title")}</h3>
          <DefinitionList
            items={[
              { term: t("since.at"), description: ended.at && <DateTime value={ended.at} /> },
              { term: t("since.by"), description: t(`since.${ended.index === undefined ? "byList" : "byLedger"}`) },
              { term: t("since.reason"), description: <bdi>{reasonOf(ended, t)}</bdi> },
              {
                term: t("since.replacement"),
                description: ended.replacement && <Replacement id={ended.replacement} pages={pages} />,
              },
              { term: t("since.entry"), description: ended.index === undefined ? undefined : `${ended.index}` },
            ]}
          />
        </section>
      ) : null}
      {compromise ? (
        <section className="grid gap-1">
          {verdict === "issued_after_compromise" ? null : <p className="text-sm">{t("compromise.before")}</p>}
          <DefinitionList
            items={[
              { term: t("compromise.asOf"), description: <DateTime value={compromise.asOf} /> },
              {
                term: t("compromise.issuedAt"),
                description: compromise.issuedAt && <DateTime value={compromise.issuedAt} />,
              },
            ]}
          />
        </section>
      ) : null}
      {seal && verdict === "seal_missing" ? <p className="text-sm">{approversText(seal, t)}</p> : null}
    </div>
  );
}

/** A status list says no reason: the ledger's entry does, which follows within seconds. */
function reasonOf(
  { index, reason }: { index?: unknown; reason?: string | undefined },
  t: ReturnType<typeof useTranslations<"certificateVerdict">>,
): string {
  if (reason !== undefined) return plain(reason);
  return t(`since.${index === undefined ? "reasonInLedger" : "noReason"}`);
}

/** The offline file has no page to open: the number is what is left. A plain link: that file cannot hold the router that Next’s own brings. */
function Replacement({ id, pages = true }: { id: string; pages?: boolean | undefined }) {
  const t = useTranslations("certificateVerdict.since");
  return (
    <>
      {pages ? (
        <a href={`/v/${id}`} className="text-link inline-flex min-h-11 items-center">
          {t("open")}
        </a>
      ) : null}
      <code className="block font-mono text-[0.9em] break-all">{id}</code>
    </>
  );
}

function approversText(
  { threshold = 1, approvers = [] }: NonNullable<CertificateVerification["seal"]>,
  t: ReturnType<typeof useTranslations<"certificateVerdict">>,
): string {
  if (approvers.length === 0) return t("seal.approversUnnamed", { threshold, count: threshold });
  const names = approvers.map(plain).join(t("separator"));
  return t("seal.approvers", { threshold, count: approvers.length, names });
}
