/** Sets a receipt's facts on pages. */
import type { PDFDocument, PDFFont } from "pdf-lib";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import type { FaceName } from "#lib/infra/pdf/faces.ts";
import { qrAreas } from "#lib/infra/pdf/qr.ts";
import { substitutesIn, unitsOf } from "#lib/infra/pdf/text.ts";
import { type AnchorFacts, grouped, type ReceiptFacts, times } from "./facts.ts";
import { drawSealMark, SEAL_MARK_SIZE } from "./seal-mark.ts";
import { type Passage, Sheet } from "./sheet.ts";
import { AMBER, CONTENT_WIDTH, INK, LINE, MARGIN, PAGE, STYLE } from "./style.ts";

/** The product's name, the same in both languages. */
const PRODUCT = "Sealbook 印证";

const QR_SIDE = 108;
/** The white margin that is part of the code. */
const QR_QUIET = 10;
const QR_GAP = 14;
/** Boxed characters are listed up to here, then counted. */
const SUBSTITUTES_LISTED_MAX = 12;
const OTHER_SIGNERS_LISTED_MAX = 6;
/** Room that a heading keeps below itself, so that it does not end a page. */
const KEEP = { record: 60, ledger: 60, signatures: 40, check: 208 } as const;

interface Setting {
  sheet: Sheet;
  facts: ReceiptFacts;
  locale: Locale;
  publicUrl: string;
}

const say = (locale: Locale) => {
  const translate = translator(locale);
  type Key = Extract<Parameters<typeof translate>[0], `receiptPdf.${string}`>;
  type Short = Key extends `receiptPdf.${infer Rest}` ? Rest : never;
  return (key: Short, values: Record<string, string | number> = {}): string =>
    (translate as (key: string, values: Record<string, string | number>) => string)(`receiptPdf.${key}`, values);
};

/** In a list of names the first few, then how many more. */
function listed(names: readonly string[], { max, locale }: { max: number; locale: Locale }): string {
  const list = names.slice(0, max).join(", ");
  return names.length <= max ? list : say(locale)("andMore", { list, count: names.length - max });
}

function head({ sheet, facts, locale }: Setting): void {
  const t = say(locale);
  const { pen, structure } = sheet;
  const textWidth = CONTENT_WIDTH - SEAL_MARK_SIZE.width - 24;
  structure.artifact(pen.page, () => {
    const style = STYLE.footer;
    sheet.putOn(pen, { text: PRODUCT, style: STYLE.brand }, { x: () => MARGIN.side, y: sheet.y - 4 });
    const right = (width: number) => PAGE[0] - MARGIN.side - width;
    sheet.putOn(pen, { text: facts.id, style }, { x: right, y: sheet.y - 4 });
    pen.rule({ x: MARGIN.side, y: sheet.y - 12, width: CONTENT_WIDTH }, { weight: 1.4, color: INK });
    pen.rule({ x: MARGIN.side, y: sheet.y - 15, width: CONTENT_WIDTH }, { weight: 0.4, color: INK });
  });
  sheet.skip(30);
  if (facts.anchor) {
    const corner = { x: PAGE[0] - MARGIN.side - SEAL_MARK_SIZE.width - 4, y: sheet.y - SEAL_MARK_SIZE.height };
    const draw = () => structure.mark(pen.page, () => drawSealMark(pen, corner));
    structure.within("Figure", draw, t("sealAlt"));
  }
  sheet.block("H1", { text: t("title"), style: STYLE.title }, { width: textWidth });
  const status = facts.anchor
    ? { text: t("anchored"), style: STYLE.status }
    : { text: t("recorded"), style: { ...STYLE.status, color: AMBER } };
  sheet.block("P", status, { width: textWidth });
  sheet.skip(3);
  const { anchor } = facts;
  const statement = anchor
    ? t("statementAnchored", { index: anchor.index, origin: anchor.origin, size: anchor.treeSize })
    : t("statementRecorded");
  sheet.block("P", { text: statement, style: STYLE.body }, { width: textWidth });
  sheet.skip(3);
  if (anchor) {
    sheet.block("P", { text: t("limits"), style: STYLE.body }, { width: textWidth });
    sheet.skip(3);
  }
  sheet.block("P", { text: t("rendering"), style: { ...STYLE.body, faces: STYLE.status.faces } }, { width: textWidth });
}

function recordRows({ sheet, facts, locale }: Setting): void {
  const t = say(locale);
  const { utc, china } = times(facts.receivedAt);
  const received = [t("zoneChina", { time: china }), t("zoneUtc", { time: utc })];
  if (locale === "en") received.reverse();
  const size =
    facts.size === undefined
      ? t("sizeWithheld")
      : t("bytes", { count: facts.size, text: facts.size.toLocaleString("en-US") });
  const value = (text: string): Passage => ({ text, style: STYLE.value });
  const name = facts.name === undefined ? value(t("nameWithheld")) : { text: facts.name, style: STYLE.name };
  sheet.table(() => {
    sheet.row(t("name"), [name]);
    sheet.row(t("digest"), [{ text: grouped(facts.sha256), style: STYLE.digest }]);
    sheet.row(t("size"), [value(size)]);
    sheet.row(t("content"), [value(t(facts.type === "file" ? "typeFile" : "typeDigest"))]);
    sheet.row(t("submitter"), [
      value(facts.organisation.name),
      { text: facts.organisation.id, style: { ...STYLE.code, color: STYLE.small.color } },
    ]);
    sheet.row(t("receivedAt"), [value(received.join("\n"))], t("clock"));
    sheet.row(t("id"), [{ text: facts.id, style: STYLE.digest }]);
  });
  const boxed = substitutesIn(
    [facts.name ?? "", facts.organisation.name, facts.anchor?.origin ?? ""].flatMap((text) => unitsOf(text, ["text"])),
  );
  if (boxed.length > 0) {
    const list = listed(boxed, { max: SUBSTITUTES_LISTED_MAX, locale });
    sheet.block("Note", { text: t("shownByCodePoint", { list }), style: STYLE.small });
  }
}

function ledgerRows({ sheet, locale }: Setting, anchor: AnchorFacts): void {
  const t = say(locale);
  sheet.table(() => {
    sheet.row(t("origin"), [{ text: anchor.origin, style: STYLE.value }]);
    sheet.row(t("entry"), [
      { text: t("entryValue", { index: anchor.index, size: anchor.treeSize }), style: STYLE.value },
    ]);
    sheet.row(t("root"), [{ text: grouped(anchor.root), style: STYLE.digest }]);
    const checkpoint = `${anchor.checkpointText}\n${anchor.operatorLine}`;
    sheet.row(t("checkpoint"), [{ text: checkpoint.trimEnd(), style: STYLE.code }]);
  });
}

function signatureRows({ sheet, facts, locale }: Setting): void {
  const t = say(locale);
  const { anchor } = facts;
  sheet.table(() => {
    if (!anchor) {
      sheet.row(t("operator"), [{ text: t("operatorRecorded", { key: facts.issuerKey }), style: STYLE.value }]);
      return;
    }
    const others = listed(anchor.otherSigners, { max: OTHER_SIGNERS_LISTED_MAX, locale });
    const witnesses = others ? t("otherSignatures", { names: others }) : t("noWitness");
    sheet.row(t("operator"), [{ text: facts.issuerKey, style: STYLE.code }]);
    sheet.row(t("witnesses"), [{ text: witnesses, style: STYLE.value }]);
    sheet.row(t("timestamp"), [{ text: t("noTimestamp"), style: STYLE.value }]);
  });
}

/** Commands whose output a stranger compares; they are run as printed in the tests. */
export const OPEN_COMMANDS: string = [
  "pdfdetach -saveall RECEIPT.pdf",
  "openssl dgst -sha256 -binary FILE | base64",
  "jq -j .record receipt.json | jq -r .digests.sha256",
  "jq -j .record receipt.json | openssl dgst -sha256 -binary | base64",
  "jq -j .entry receipt.json",
].join("\n");

export const VERIFY_COMMAND = "sealbook verify RECEIPT.pdf FILE --policy POLICY";

/** The code and its address on the right; the sheet goes on where it was. */
function publicPage({ sheet, facts, locale, publicUrl }: Setting): void {
  const t = say(locale);
  const { pen, structure, y } = sheet;
  const url = `${publicUrl}/v/${facts.id}`;
  // The quiet zone is as white as the page, so the dark part lines up with the margin.
  const code = { x: PAGE[0] - MARGIN.side - QR_SIDE + QR_QUIET, y: y + QR_QUIET - QR_SIDE, side: QR_SIDE };
  const draw = () => structure.mark(pen.page, () => pen.fillAll(qrAreas(url, code), INK));
  structure.within("Figure", draw, t("qrAlt", { url }));
  sheet.y = code.y + QR_QUIET - 4;
  const column = { width: QR_SIDE - 2 * QR_QUIET, x: code.x + QR_QUIET };
  sheet.block("P", { text: t("qrCaption"), style: STYLE.small }, column);
  sheet.block("P", { text: url, style: { ...STYLE.footer, size: 5.4, leading: 7.2 } }, column);
  sheet.y = y;
}

function check(setting: Setting): void {
  const { sheet, facts, locale, publicUrl } = setting;
  const t = say(locale);
  const width = CONTENT_WIDTH - QR_SIDE - QR_GAP;
  publicPage(setting);
  const browser = t("checkBrowser", { url: `${publicUrl}/verify` });
  sheet.block("P", { text: browser, style: STYLE.body }, { width });
  sheet.skip(4);
  sheet.block("P", { text: t("checkCommand"), style: STYLE.body }, { width });
  sheet.skip(3);
  sheet.code(VERIFY_COMMAND, { width });
  sheet.skip(5);
  sheet.block("P", { text: t("checkOpen"), style: STYLE.body }, { width });
  sheet.skip(3);
  sheet.code(OPEN_COMMANDS, { width });
  if (!facts.anchor) return;
  sheet.skip(5);
  sheet.block("P", { text: t("checkOther"), style: STYLE.body }, { width });
}

function feet({ sheet, facts, locale }: Setting): void {
  const t = say(locale);
  sheet.pens.forEach((pen, index) => {
    sheet.structure.artifact(pen.page, () => {
      const y = MARGIN.bottom - 18;
      pen.rule({ x: MARGIN.side, y: y + 12, width: CONTENT_WIDTH }, { weight: 0.4, color: LINE });
      const style = STYLE.footer;
      const put = (text: string, x: (width: number) => number): void => sheet.putOn(pen, { text, style }, { x, y });
      put(t("footer"), () => MARGIN.side);
      const number = t("page", { number: index + 1, count: sheet.pens.length });
      put(`${facts.id}   ${number}`, (width) => PAGE[0] - MARGIN.side - width);
    });
  });
}

export interface PagesInput {
  fonts: Record<FaceName, PDFFont>;
  facts: ReceiptFacts;
  locale: Locale;
  /** Without a trailing slash. */
  publicUrl: string;
}

export function drawReceiptPages(doc: PDFDocument, { fonts, facts, locale, publicUrl }: PagesInput): void {
  const t = say(locale);
  const sheet = new Sheet(doc, fonts);
  const setting: Setting = { sheet, facts, locale, publicUrl };
  head(setting);
  sheet.heading(t("record"), KEEP.record);
  recordRows(setting);
  if (facts.anchor) {
    sheet.heading(t("ledger"), KEEP.ledger);
    ledgerRows(setting, facts.anchor);
  }
  sheet.heading(t("signatures"), KEEP.signatures);
  signatureRows(setting);
  sheet.heading(t("check"), KEEP.check);
  check(setting);
  feet(setting);
  sheet.structure.finish();
}
