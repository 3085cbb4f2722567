/** Sets a receipt's facts on pages: first what a reader wants, whole, then what a technician wants to check it. */
import type { PDFDocument } from "pdf-lib";
import type { Locale } from "#lib/i18n/locale.ts";
import type { Picture } from "#lib/pdf/picture.ts";
import { Sheet } from "#lib/pdf/sheet.ts";
import { CONTENT_WIDTH, LINE, MARGIN, PAGE, STYLE } from "#lib/pdf/style.ts";
import type { Fonts } from "#lib/pdf/subset-font.ts";
import type { AnchorFacts } from "./anchor.ts";
import { commands } from "./check.ts";
import type { ReceiptFacts } from "./facts.ts";
import { head, runningHead } from "./head.ts";
import { fieldRows, recordRows } from "./record.ts";
import { type Setting, say } from "./setting.ts";
import { signatureRows } from "./signatures.ts";
import { keyRows } from "./technical.ts";
import { zoned } from "./times.ts";

/** Room that a heading keeps below itself, so that it does not end a page. */
const KEEP = { record: 60, ledger: 60, signatures: 40, keys: 120 } as const;

function ledgerRows({ sheet, locale }: Setting, anchor: AnchorFacts): void {
  const t = say(locale);
  sheet.table(() => {
    sheet.row(t("origin"), [{ text: anchor.origin, style: STYLE.value }]);
    const entry = t("entryValue", { index: anchor.index, size: anchor.treeSize });
    sheet.row(t("entry"), [{ text: entry, style: STYLE.value }]);
    if (!anchor.block) return;
    const { height, time } = anchor.block;
    const text = t("blockValue", { height, time: zoned(time, locale, " / ") });
    sheet.row(t("block"), [{ text, style: STYLE.value }], { remark: t("clock") });
  });
}

/** For whoever holds the paper: no command, and no key. */
function checkYourself({ sheet, locale, publicUrl }: Setting): void {
  const t = say(locale);
  const style = STYLE.body;
  const passages = [t("checkBrowser", { url: `${publicUrl}/verify` }), t("rendering")].map((text) => ({ text, style }));
  sheet.heading(t("check"), sheet.heightOf(passages));
  for (const passage of passages) sheet.block("P", passage);
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
  logo?: Picture | undefined;
}

export function drawReceiptPages(doc: PDFDocument, { fonts, ...input }: PagesInput): void {
  const sheet = new Sheet(doc, fonts);
  drawReceiptOn(sheet, input);
  sheet.structure.finish();
}

/** Onto a sheet of its own, whose structure may be that of a larger document. */
export function drawReceiptOn(sheet: Sheet, input: Omit<PagesInput, "fonts">): void {
  const setting: Setting = { sheet, ...input };
  readersPart(setting);
  // A receipt of ordinary length is a page for its reader and one for a technician; a longer one goes on where it is.
  const begins = sheet.pens.length === 1;
  if (begins) {
    sheet.turn();
    runningHead(setting);
  }
  sheet.heading(say(input.locale)("keys"), KEEP.keys, { ruled: !begins });
  keyRows(setting);
  commands(setting);
  feet(setting);
}

function readersPart(setting: Setting): void {
  const { sheet, facts, locale } = setting;
  const t = say(locale);
  runningHead(setting);
  head(setting);
  sheet.heading(t("record"), KEEP.record);
  recordRows(setting);
  fieldRows(setting);
  if (facts.anchor) {
    sheet.heading(t("ledger"), KEEP.ledger);
    ledgerRows(setting, facts.anchor);
  }
  sheet.heading(t("signatures"), KEEP.signatures);
  signatureRows(setting);
  checkYourself(setting);
}
