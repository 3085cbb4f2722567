/** Sets a receipt's facts on pages. */
import type { PDFDocument } from "pdf-lib";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { type Passage, Sheet } from "#lib/pdf/sheet.ts";
import { AMBER, CONTENT_WIDTH, INK, LINE, MARGIN, PAGE, STYLE } from "#lib/pdf/style.ts";
import type { Fonts } from "#lib/pdf/subset-font.ts";
import { substitutesIn, unitsOf } from "#lib/pdf/text.ts";
import { type ClaimRow, claimRows, fieldRows } from "#lib/verify/claim-words.ts";
import { check } from "./check.ts";
import { type AnchorFacts, grouped, namesIn, type ReceiptFacts, times } from "./facts.ts";
import { drawSealMark, SEAL_MARK_SIZE } from "./seal-mark.ts";
import { listed, type Setting, say } from "./setting.ts";
import { signatureRows } from "./signatures.ts";

/** The product's name, the same in both languages. */
const PRODUCT = "Sealbook 印证";

/** Boxed characters are listed up to here, then counted. */
const SUBSTITUTES_LISTED_MAX = 12;
/** Room that a heading keeps below itself, so that it does not end a page. */
const KEEP = { record: 60, ledger: 60, signatures: 40, check: 208 } as const;

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

/** In both zones, the reader's first. */
function zoned(instant: string, locale: Locale): string {
  const t = say(locale);
  const { utc, china } = times(instant);
  const lines = [t("zoneChina", { time: china }), t("zoneUtc", { time: utc })];
  return (locale === "en" ? lines.reverse() : lines).join("\n");
}

function recordRows({ sheet, facts, locale }: Setting): void {
  const t = say(locale);
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
    for (const { term, value: text, hash } of claimWords(facts, locale)) {
      sheet.row(term, [hash ? { text: grouped(text), style: STYLE.digest } : value(text)]);
    }
    sheet.row(t("submitter"), [
      value(facts.organisation.name),
      { text: facts.organisation.id, style: { ...STYLE.code, color: STYLE.small.color } },
    ]);
    sheet.row(t("receivedAt"), [value(zoned(facts.receivedAt, locale))], t("clock"));
    sheet.row(t("id"), [{ text: facts.id, style: STYLE.digest }]);
  });
  const boxed = substitutesIn(namesIn(facts).flatMap((text) => unitsOf(text, STYLE.value.faces)));
  if (boxed.length > 0) {
    const list = listed(boxed, { max: SUBSTITUTES_LISTED_MAX, locale });
    sheet.block("Note", { text: t("shownByCodePoint", { list }), style: STYLE.small });
  }
}

function claimWords({ claim, fields }: ReceiptFacts, locale: Locale): ClaimRow[] {
  const t = translator(locale);
  const words: Parameters<typeof claimRows>[1] = (key, values) => t(`claim.${key}`, values);
  return [...(claim ? claimRows(claim, words) : []), ...fieldRows(fields, words)];
}

function ledgerRows({ sheet, locale }: Setting, anchor: AnchorFacts): void {
  const t = say(locale);
  sheet.table(() => {
    sheet.row(t("origin"), [{ text: anchor.origin, style: STYLE.value }]);
    sheet.row(t("entry"), [
      { text: t("entryValue", { index: anchor.index, size: anchor.treeSize }), style: STYLE.value },
    ]);
    if (anchor.block) {
      const { height, time } = anchor.block;
      const text = `${t("blockValue", { height })}\n${zoned(time, locale)}`;
      sheet.row(t("block"), [{ text, style: STYLE.value }], t("clock"));
    }
    sheet.row(t("root"), [{ text: grouped(anchor.root), style: STYLE.digest }]);
    const checkpoint = `${anchor.checkpointText}\n${anchor.operatorLine}`;
    sheet.row(t("checkpoint"), [{ text: checkpoint.trimEnd(), style: STYLE.code }]);
  });
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
  fonts: Fonts;
  facts: ReceiptFacts;
  locale: Locale;
  /** Without a trailing slash. */
  publicUrl: string;
  policyEpoch: bigint | undefined;
}

export function drawReceiptPages(doc: PDFDocument, { fonts, ...input }: PagesInput): void {
  const { facts, locale } = input;
  const t = say(locale);
  const sheet = new Sheet(doc, fonts);
  const setting: Setting = { sheet, ...input };
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
