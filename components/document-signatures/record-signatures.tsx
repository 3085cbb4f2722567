import { useLocale, useTranslations } from "next-intl";
import type { RecordView } from "#components/records/record-view.ts";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { SignatureList } from "#components/verification/signature-list.tsx";
import type { SignaturesCheck } from "#lib/features/evidence/signatures/types.ts";
import { CheckAgain } from "./check-again.tsx";

interface RecordSignaturesProps {
  record: Pick<RecordView, "id" | "name" | "mediaType" | "contentKept">;
  /** The newest first. */
  checks: SignaturesCheck[];
  mayCheck: boolean;
  mayName: boolean;
}

/** Who signed a record's document, and what was found of that each time; nothing where the record is no kept PDF. */
export function RecordSignatures({ record, checks, mayCheck, mayName }: RecordSignaturesProps) {
  const t = useTranslations("documentSignatures.card");
  const { id, name, mediaType, contentKept } = record;
  const isDocument = contentKept && (mediaType === "application/pdf" || /\.pdf$/i.test(name));
  const [newest, ...earlier] = checks;
  if (newest === undefined && !isDocument) return null;
  return (
    <Card title={t("title")} description={t("checking")}>
      <div className="grid gap-5 text-sm">
        {newest ? <Check check={newest} /> : <p className="text-ink-soft">{t("none")}</p>}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 empty:hidden">
          {isDocument && mayCheck ? <CheckAgain id={id} /> : null}
          {mayName ? <TextLink href="/settings/authorities">{t("name")}</TextLink> : null}
          {newest ? <ReportLinks id={id} check={newest.id} /> : null}
        </div>
        {earlier.length > 0 ? (
          <details className="border-t border-rule pt-3">
            <summary className="min-h-9 cursor-pointer font-medium">{t("earlier", { count: earlier.length })}</summary>
            <div className="grid gap-6 pt-3">
              {earlier.map((check) => (
                <div key={check.id} className="grid gap-3">
                  <Check check={check} />
                  <p className="flex flex-wrap gap-x-4 gap-y-2">
                    <ReportLinks id={id} check={check.id} />
                  </p>
                </div>
              ))}
            </div>
          </details>
        ) : null}
      </div>
    </Card>
  );
}

/** On paper in the reader's language, and as it is kept. */
function ReportLinks({ id, check }: { id: string; check: string }) {
  const t = useTranslations("documentSignatures.card");
  const lang = useLocale();
  const address = (wanted: Record<string, string>) =>
    `/api/v1/evidence/${id}/signatures/report?${new URLSearchParams({ ...wanted, check })}`;
  return (
    <>
      <a href={address({ format: "pdf", lang })} download className="text-link">
        {t("pdf")}
      </a>
      <a href={address({ format: "json" })} download className="text-link">
        {t("jsonFile")}
      </a>
    </>
  );
}

function Check({ check: { checkedAt, headline, digest, result, report } }: { check: SignaturesCheck }) {
  const t = useTranslations("documentSignatures.card");
  const isBad = headline === "broken" || headline === "altered";
  const { policy, authorities, problem, etsi } = result;
  return (
    <div className="grid gap-3">
      <p className={isBad ? "font-medium text-danger" : "font-medium"}>
        {t(`headline.${headline}`)}
        {problem ? ` ${t(`problem.${problem}`)}` : null}
      </p>
      <DefinitionList
        items={[
          { term: t("checkedAt"), description: <DateTime value={checkedAt.toISOString()} /> },
          { term: t("by"), description: t("authorities", { count: authorities.length }) },
          { term: t("policy"), description: <code className="text-xs">{policy}</code> },
          {
            term: t("etsi"),
            description: etsi ? <code className="text-xs">{Object.values(etsi).join(" / ")}</code> : null,
          },
          { term: t("digest"), description: <Digest value={digest} short /> },
        ]}
      />
      {report ? (
        <details>
          <summary className="min-h-9 cursor-pointer font-medium">{t("more")}</summary>
          <div className="grid gap-4 pt-2">
            <SignatureList report={report} heading="h3" />
          </div>
        </details>
      ) : null}
    </div>
  );
}
