import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";
import { signatureRows, type Words } from "#lib/verify/pdf/signature-rows.ts";
import { Signers } from "./signers/signers.tsx";

interface SignaturesPanelProps {
  /** Where nobody is named. */
  report: PdfSignaturesReport;
  /** The document, where the reader may name authorities. */
  source?: Blob | undefined;
}

/** The signatures of a PDF, each in its parts. Needs the messages `signatures`. */
export function SignaturesPanel({ report: first, source }: SignaturesPanelProps) {
  const t = useTranslations("signatures");
  const [named, setNamed] = useState<{ first: PdfSignaturesReport; report: PdfSignaturesReport }>();
  const report = named?.first === first ? named.report : first;
  const onReport = useCallback((report: PdfSignaturesReport) => setNamed({ first, report }), [first]);
  const { size, headline, signatures, hasLost } = report;
  const isBad = headline === "broken" || headline === "altered";
  return (
    <div className="grid gap-4">
      <div className="grid gap-1" aria-live="polite">
        <h4 className="text-sm font-medium">{t("title")}</h4>
        <p className={isBad ? "font-medium text-danger" : "font-medium"}>{t(`headline.${headline}`)}</p>
        <p className="max-w-prose text-sm text-ink-soft text-pretty">{t(`body.${headline}`)}</p>
        {hasLost ? <p className="max-w-prose text-sm text-danger text-pretty">{t("lost")}</p> : null}
      </div>
      {source ? <Signers source={source} onReport={onReport} /> : null}
      {signatures.map((signature, at) => (
        <div key={`${signature.coversTo}-${signature.field ?? at}`} className="grid gap-1">
          <h5 className="text-sm font-medium">
            {t("signature", { kind: signature.kind, number: at + 1, count: signatures.length })}
          </h5>
          <DefinitionList
            items={signatureRows(signature, size).map(({ part, words, isBad: isBadPart }) => ({
              term: t(`part.${part}`),
              description: (
                <span className={isBadPart ? "font-medium text-danger" : undefined}>
                  {words.map((each, place) => (
                    <span key={JSON.stringify(each)}>
                      {place > 0 ? " · " : null}
                      <Said words={each} />
                    </span>
                  ))}
                </span>
              ),
            }))}
          />
        </div>
      ))}
    </div>
  );
}

function Said({ words }: { words: Words }) {
  const t = useTranslations("signatures");
  if ("text" in words) return <bdi className="wrap-anywhere">{plain(words.text)}</bdi>;
  if ("key" in words) return t(words.key, words.values);
  const changes = words.changes.map((kind) => t(`change.${kind}`)).join(", ");
  return words.by ? t("changesForbidden", { changes, by: t(`by.${words.by}`) }) : t("changesPermitted", { changes });
}
