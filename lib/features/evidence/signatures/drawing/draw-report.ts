/**
 * What was found of the signatures of a recorded document, on pages for people who were not there: who signed, with which certificate, when,
 * what came after it, and by whom and what it was judged. A pure function of the kept result, which is attached as it is kept.
 */
import { utf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { zoned } from "#lib/features/evidence/receipts/drawing/times.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { attachFiles } from "#lib/pdf/attachments.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";
import { Sheet } from "#lib/pdf/sheet.ts";
import { AMBER, CONTENT_WIDTH, INK, LINE, MARGIN, PAGE, STYLE, VERMILION } from "#lib/pdf/style.ts";
import { prepareText } from "#lib/pdf/text.ts";
import { signatureRows, type Words } from "#lib/verify/pdf/signature-rows.ts";
import { readResult, reportOf } from "../checks/make-result.ts";
import type { SignaturesResult } from "../types.ts";

export const RESULT_ATTACHMENT = "signatures.json";
const PRODUCT = "Sealbook 印证";
/** Authorities that are named one by one; how many there are beside them is said. */
const AUTHORITIES_LISTED_MAX = 60;
/** Room that a heading keeps below itself. */
const KEEP = 60;

export interface ReportInput {
  /** The exact JSON of a check. */
  result: string;
  /** SHA-256 of it, in hex, as the audit log has it. */
  digest: string;
  /** How the document is called. */
  name: string;
  locale: Locale;
  /** Without a trailing slash. */
  publicUrl: string;
}

type Setting = ReportInput & { sheet: Sheet; found: SignaturesResult };

export async function drawSignatureReport(input: ReportInput): Promise<Uint8Array> {
  const { result, name, locale, publicUrl } = input;
  const found = readResult(result);
  const t = translator(locale);
  const identity = utf8([result, name, locale, publicUrl].join("\n"));
  const date = new Date(found.checkedAt);
  const title = t("documentSignatures.report.title");
  const doc = await openDocument({
    ...{ title, language: locale, date, identity },
    subject: t("documentSignatures.report.subject", { id: found.evidence }),
  });
  await prepareText([result, name], STYLE.value.faces);
  const fonts = embedFaces(doc, identity);
  const sheet = new Sheet(doc, fonts);
  const setting: Setting = { ...input, sheet, found };
  runningHead(setting);
  opening(setting);
  signatures(setting);
  authorities(setting);
  checkYourself(setting);
  feet(setting);
  sheet.structure.finish();
  const description = t("documentSignatures.report.attached");
  const bytes = utf8(result);
  const file = { name: RESULT_ATTACHMENT, mediaType: "application/json", relationship: "Source" } as const;
  attachFiles(doc, [{ ...file, bytes, description, date }]);
  return await saveDocument(doc, fonts);
}

const right = (width: number): number => PAGE[0] - MARGIN.side - width;

function runningHead({ sheet, found }: Setting): void {
  const { pen, structure } = sheet;
  structure.artifact(pen.page, () => {
    sheet.putOn(pen, { text: PRODUCT, style: STYLE.brand }, { x: () => MARGIN.side, y: sheet.y - 4 });
    sheet.putOn(pen, { text: found.evidence, style: STYLE.footer }, { x: right, y: sheet.y - 4 });
    pen.rule({ x: MARGIN.side, y: sheet.y - 12, width: CONTENT_WIDTH }, { weight: 1.4, color: INK });
    pen.rule({ x: MARGIN.side, y: sheet.y - 15, width: CONTENT_WIDTH }, { weight: 0.4, color: INK });
  });
  sheet.skip(30);
}

const COLORS = { broken: VERMILION, altered: VERMILION, unchecked: AMBER, untrusted: AMBER, valid: INK, unread: AMBER };

function opening({ sheet, found, digest, name, locale }: Setting): void {
  const t = translator(locale);
  const { headline = "unread", problem, etsi, evidence, sha256, recordedAt, checkedAt, policy } = found;
  sheet.block("H1", { text: t("documentSignatures.report.title"), style: STYLE.title });
  const says = t(`documentSignatures.card.headline.${headline}`);
  const why = problem ? ` ${t(`documentSignatures.card.problem.${problem}`)}` : "";
  sheet.block("P", { text: `${says}${why}`, style: { ...STYLE.status, color: COLORS[headline] } });
  sheet.skip(4);
  sheet.block("P", { text: t("documentSignatures.report.means"), style: STYLE.body });
  sheet.heading(t("documentSignatures.report.document"), KEEP);
  const value = (text: string) => [{ text, style: STYLE.value }];
  sheet.table(() => {
    sheet.row(t("documentSignatures.report.name"), [{ text: [{ isolated: name }], style: STYLE.name }]);
    sheet.row("SHA-256", [{ text: sha256, style: STYLE.digest }]);
    sheet.row(t("documentSignatures.report.record"), value(evidence));
    sheet.row(t("documentSignatures.report.recorded"), value(zoned(recordedAt, locale, " / ")));
    sheet.row(t("documentSignatures.card.checkedAt"), value(zoned(checkedAt, locale, " / ")));
    sheet.row(t("documentSignatures.card.policy"), value(policy));
    if (etsi) sheet.row(t("documentSignatures.report.etsi"), value(Object.values(etsi).join(" / ")));
    sheet.row(t("documentSignatures.card.digest"), [{ text: digest, style: STYLE.digest }]);
  });
}

function signatures({ sheet, found, locale }: Setting): void {
  const t = translator(locale);
  const report = reportOf(found);
  if (report === undefined) return;
  const { size, leftOut } = report;
  const count = report.signatures.length;
  if (leftOut > 0) sheet.block("P", { text: t("signatures.leftOut", { count: leftOut }), style: STYLE.body });
  for (const [at, signature] of report.signatures.entries()) {
    sheet.heading(t("signatures.signature", { kind: signature.kind, number: at + 1, count }), KEEP);
    sheet.table(() => {
      for (const { part, words, isBad } of signatureRows(signature, size)) {
        const style = { ...STYLE.value, color: isBad ? VERMILION : INK };
        sheet.row(
          t(`signatures.part.${part}`),
          words.map((each) => ({ text: said(each, locale), style })),
        );
      }
      const { etsi } = found.signatures[at] ?? {};
      if (etsi)
        sheet.row(t("documentSignatures.report.etsi"), [{ text: Object.values(etsi).join(" / "), style: STYLE.value }]);
    });
  }
}

/** As the page says it. */
function said(words: Words, locale: Locale) {
  const t = translator(locale);
  if ("text" in words) return [{ isolated: plain(words.text) }];
  if ("key" in words) {
    const say = t as (key: string, values: Record<string, string | number>) => string;
    return say(`signatures.${words.key}`, words.values);
  }
  const changes = words.changes.map((kind) => t(`signatures.change.${kind}`)).join(", ");
  if (words.by === undefined) return t("signatures.changesPermitted", { changes });
  return t("signatures.changesForbidden", { changes, by: t(`signatures.by.${words.by}`) });
}

function authorities({ sheet, found, locale }: Setting): void {
  const t = translator(locale);
  const all = found.authorities;
  sheet.heading(t("documentSignatures.report.authorities"), KEEP);
  if (all.length === 0) {
    sheet.block("P", { text: t("documentSignatures.report.noAuthorities"), style: STYLE.body });
    return;
  }
  sheet.table(() => {
    for (const { role, name, sha256, from, to } of all.slice(0, AUTHORITIES_LISTED_MAX)) {
      const days = from || to ? [{ text: `${from ?? "…"} – ${to ?? "…"}`, style: STYLE.small }] : [];
      sheet.row(t(`documentSignatures.authorities.roles.${role}`), [
        { text: [{ isolated: plain(name) }], style: STYLE.value },
        { text: sha256, style: STYLE.code },
        ...days,
      ]);
    }
  });
  const more = all.length - AUTHORITIES_LISTED_MAX;
  if (more > 0)
    sheet.block("P", { text: t("documentSignatures.report.moreAuthorities", { count: more }), style: STYLE.small });
}

function checkYourself({ sheet, locale, publicUrl }: Setting): void {
  const t = translator(locale);
  const texts = [
    t("documentSignatures.report.again", { url: `${publicUrl}/verify` }),
    t("documentSignatures.report.bound"),
    t("documentSignatures.report.attachedText", { file: RESULT_ATTACHMENT }),
  ];
  const passages = texts.map((text) => ({ text, style: STYLE.body }));
  sheet.heading(t("documentSignatures.report.check"), sheet.heightOf(passages));
  for (const passage of passages) sheet.block("P", passage);
}

function feet({ sheet, found, locale }: Setting): void {
  const t = translator(locale);
  for (const [at, pen] of sheet.pens.entries()) {
    sheet.structure.artifact(pen.page, () => {
      const y = MARGIN.bottom - 18;
      pen.rule({ x: MARGIN.side, y: y + 12, width: CONTENT_WIDTH }, { weight: 0.4, color: LINE });
      const style = STYLE.footer;
      const title = t("documentSignatures.report.title");
      sheet.putOn(pen, { text: title, style }, { x: () => MARGIN.side, y });
      const number = t("receiptPdf.page", { number: at + 1, count: sheet.pens.length });
      sheet.putOn(pen, { text: `${found.evidence}   ${number}`, style }, { x: right, y });
    });
  }
}
