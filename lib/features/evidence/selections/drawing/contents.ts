/** The first pages of a document of many receipts: what it is, and which receipt begins on which page. */
import { type ReceiptFacts, stateOf } from "#lib/features/evidence/receipts/drawing/facts.ts";
import { times } from "#lib/features/evidence/receipts/drawing/times.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import type { Passage, Sheet } from "#lib/pdf/sheet.ts";
import { AMBER, CONTENT_WIDTH, INK, MARGIN, PAGE, STYLE } from "#lib/pdf/style.ts";

const PRODUCT = "Sealbook 印证";
const ROW_HEIGHT = 30;
/** Where the list begins: below what the first page says, and below the running head of the others. */
const TOP = { first: PAGE[1] - 252, later: PAGE[1] - MARGIN.top - 34 };
const NUMBER_WIDTH = 30;
const PAGE_WIDTH = 60;
const GAP = 10;

/** A record in the list. */
export interface Listed {
  facts: ReceiptFacts;
  /** On which its receipt begins, from 1; undefined: it has none yet. */
  page?: number;
}

const rowsFrom = (top: number) => Math.floor((top - MARGIN.bottom) / ROW_HEIGHT);

/** Pages that a list of so many takes. */
export function contentsPages(count: number): number {
  return 1 + Math.max(0, Math.ceil((count - rowsFrom(TOP.first)) / rowsFrom(TOP.later)));
}

/** @param sheets one a page, as many as `contentsPages` says, all of one structure */
export function drawContents(
  sheets: readonly Sheet[],
  { listed, locale }: { listed: readonly Listed[]; locale: Locale },
): void {
  const [first] = sheets;
  first?.structure.before("Sect", () => {
    let from = 0;
    for (const [at, sheet] of sheets.entries()) {
      const top = at === 0 ? TOP.first : TOP.later;
      frame(sheet, { number: at + 1, locale });
      if (at === 0) introduce(sheet, { listed, locale });
      const rows = listed.slice(from, from + rowsFrom(top));
      sheet.table(() => {
        for (const [row, each] of rows.entries()) {
          drawRow(sheet, { ...each, number: from + row + 1, y: top - row * ROW_HEIGHT, locale });
        }
      });
      from += rows.length;
    }
  });
}

function frame(sheet: Sheet, { number, locale }: { number: number; locale: Locale }): void {
  const t = translator(locale);
  const { pen } = sheet;
  const right = (width: number) => PAGE[0] - MARGIN.side - width;
  sheet.structure.artifact(pen.page, () => {
    sheet.putOn(pen, { text: PRODUCT, style: STYLE.brand }, { x: () => MARGIN.side, y: sheet.y - 4 });
    sheet.putOn(pen, { text: t("selection.print.kind"), style: STYLE.footer }, { x: right, y: sheet.y - 4 });
    pen.rule({ x: MARGIN.side, y: sheet.y - 12, width: CONTENT_WIDTH }, { weight: 1.4, color: INK });
    pen.rule({ x: MARGIN.side, y: sheet.y - 15, width: CONTENT_WIDTH }, { weight: 0.4, color: INK });
    sheet.putOn(pen, { text: `${number}`, style: STYLE.footer }, { x: right, y: MARGIN.bottom - 18 });
  });
  sheet.skip(30);
}

function introduce(sheet: Sheet, { listed, locale }: { listed: readonly Listed[]; locale: Locale }): void {
  const t = translator(locale);
  const waiting = listed.filter(({ page }) => page === undefined).length;
  sheet.block("H1", { text: t("selection.print.title", { count: listed.length }), style: STYLE.title });
  sheet.block("P", { text: t("selection.print.kind"), style: { ...STYLE.status, color: AMBER } });
  sheet.skip(4);
  const id = listed[0]?.facts.id ?? "";
  const paragraphs = [
    t("selection.print.what"),
    t("selection.print.attached", { example: `${id}-receipt.json` }),
    ...(waiting > 0 ? [t("selection.print.waiting", { count: waiting })] : []),
  ];
  for (const text of paragraphs) {
    sheet.block("P", { text, style: STYLE.body });
    sheet.skip(3);
  }
  sheet.skip(4);
  sheet.block("H2", { text: t("selection.print.contents"), style: STYLE.heading });
}

function drawRow(
  sheet: Sheet,
  { facts, page, number, y, locale }: Listed & { number: number; y: number; locale: Locale },
): void {
  const t = translator(locale);
  const { utc, china } = times(facts.receivedAt);
  const received = locale === "en" ? `${utc} UTC` : `${china} UTC+08:00`;
  const [x, width] = [MARGIN.side + NUMBER_WIDTH, CONTENT_WIDTH - NUMBER_WIDTH - PAGE_WIDTH - GAP];
  const cell = (role: "TH" | "TD", passages: readonly Passage[], place: { x: number; width: number }) => {
    sheet.y = y;
    sheet.block(role, passages, place);
  };
  const state = t(`receiptPdf.state.${stateOf(facts)}`);
  const where = page === undefined ? t("selection.print.none") : t("selection.print.page", { page });
  sheet.structure.within("TR", () => {
    cell("TD", [{ text: `${number}`, style: STYLE.label }], { x: MARGIN.side, width: NUMBER_WIDTH });
    const named = { text: facts.name ?? facts.id, style: STYLE.value, linesMax: 1 };
    const about = { text: `${facts.id} · ${received} · ${state}`, style: STYLE.small, linesMax: 1 };
    cell("TH", [named, about], { x, width });
    cell("TD", [{ text: where, style: STYLE.value }], { x: PAGE[0] - MARGIN.side - PAGE_WIDTH, width: PAGE_WIDTH });
  });
}
