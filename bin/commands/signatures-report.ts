/** The signatures of a PDF, as a person at a terminal reads what was checked of them. */
import { plain } from "#lib/core/text/plain-text.ts";
import { EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { PdfHeadline, PdfSignaturesReport } from "#lib/verify/pdf/report.ts";
import { signatureRows, type Words } from "#lib/verify/pdf/signature-rows.ts";

/** Only what was checked whole, and is vouched for by somebody whom the reader named, is 0. */
const EXITS: Record<PdfHeadline, ExitCode> = {
  broken: EXIT.failed,
  altered: EXIT.failed,
  unchecked: EXIT.impossible,
  untrusted: EXIT.unproven,
  valid: EXIT.ok,
};

export const signaturesCode = ({ headline }: PdfSignaturesReport): ExitCode => EXITS[headline];

export function signaturesReport(report: PdfSignaturesReport, say: Say): string {
  const { size, headline, signatures, leftOut, hasLost } = report;
  const parts = signatures.map((signature, at) => {
    const heading = say("/signatures.signature", { kind: signature.kind, number: at + 1, count: signatures.length });
    const rows = signatureRows(signature, size).map(
      ({ part, words }) => [say(`/signatures.part.${part}`), words.map((each) => said(each, say)).join(" · ")] as const,
    );
    return `${heading}\n${table(rows)}`;
  });
  return [
    `${say(`/signatures.headline.${headline}`)}\n${say(`/signatures.body.${headline}`)}\n`,
    ...(hasLost ? [`${say("/signatures.lost")}\n`] : []),
    ...(leftOut > 0 ? [`${say("/signatures.leftOut", { count: leftOut })}\n`] : []),
    ...parts,
  ].join("\n");
}

function said(words: Words, say: Say): string {
  if ("text" in words) return plain(words.text);
  if ("key" in words) return plain(say(`/signatures.${words.key}`, words.values));
  const changes = words.changes.map((kind) => say(`/signatures.change.${kind}`)).join(", ");
  if (words.by === undefined) return say("/signatures.changesPermitted", { changes });
  return say("/signatures.changesForbidden", { changes, by: say(`/signatures.by.${words.by}`) });
}
