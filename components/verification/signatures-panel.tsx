import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";
import { SignatureList } from "./signature-list.tsx";
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
  const { headline, hasLost } = report;
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
      <SignatureList report={report} />
    </div>
  );
}
