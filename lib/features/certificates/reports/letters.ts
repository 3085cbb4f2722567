/** Letters about reports: to the issuer that there is one, to whoever made it what became of it. */
import { publicUrl } from "#lib/env.ts";
import { translator } from "#lib/i18n/translator.ts";
import { letter } from "#lib/infra/mail/letter.ts";
import { renderLetter } from "#lib/infra/mail/render-letter.ts";
import { findReaders, readReport } from "./rows/reports.ts";
import { ANSWER_LETTER, REPORT_LETTER } from "./types.ts";

/** Its subject is the report. Who manages the issuer no more is not written to, nor about what is closed. */
export const reportLetter = letter({
  kind: REPORT_LETTER,
  async write(tx, { subject, recipient, locale }) {
    const report = subject === undefined ? undefined : await readReport(tx, subject);
    if (!report || report.state === "closed") return undefined;
    const readers = await findReaders(tx, report);
    if (!readers.some(({ email }) => email === recipient)) return undefined;
    const t = translator(locale);
    const { kind, title, holderName, body } = report;
    const about = { title, name: holderName };
    return renderLetter({
      locale,
      subject: t(kind === "correction" ? "mail.report.correction" : "mail.report.subject", about),
      paragraphs: [
        t(kind === "correction" ? "mail.report.correctionLead" : "mail.report.lead", about),
        t("mail.report.kind", { kind: t(`reports.kinds.${kind}`) }),
        body,
      ],
      action: { label: t("mail.report.action"), url: `${publicUrl}/certificates/reports` },
      notes: [t("mail.report.stranger")],
    });
  },
});

export const answerLetter = letter({
  kind: ANSWER_LETTER,
  async write(tx, { subject, recipient, locale }) {
    const report = subject === undefined ? undefined : await readReport(tx, subject);
    if (report?.answer === undefined || report.email !== recipient) return undefined;
    const t = translator(locale);
    const { issuer, title, answer, certificateId } = report;
    return renderLetter({
      locale,
      subject: t("mail.reportAnswer.subject", { issuer }),
      paragraphs: [t("mail.reportAnswer.lead", { issuer, title }), answer],
      action: { label: t("mail.reportAnswer.action"), url: `${publicUrl}/v/${certificateId}` },
      notes: [t("mail.reportAnswer.note")],
    });
  },
});
