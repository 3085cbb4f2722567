/** What is at the top of the first page, whatever follows: whose receipt this is, how far its record has come, and the code that leads to it. */

import { TEST_MARK } from "#lib/core/log/test-ledger.ts";
import { qrAreas } from "#lib/pdf/qr.ts";
import type { Figure } from "#lib/pdf/sheet.ts";
import { AMBER, CONTENT_WIDTH, INK, MARGIN, PAGE, STYLE } from "#lib/pdf/style.ts";
import { type ReceiptState, stateOf } from "./facts.ts";
import { drawSealMark, SEAL_MARK_SIZE } from "./seal-mark.ts";
import { type Setting, say } from "./setting.ts";

/** The product's name, the same in both languages. */
const PRODUCT = "Sealbook 印证";

/** 44 mm, of which 36 are the code: large enough for a cheap phone, and for a blurred copy. */
const QR_SIDE = 124;
/** The white margin that is part of the code. */
const QR_QUIET = 11;
/** Of the code's dark part, and of what is written under it. */
const CODE_WIDTH = QR_SIDE - 2 * QR_QUIET;
const GAP = 14;
const TEXT_WIDTH = CONTENT_WIDTH - CODE_WIDTH - SEAL_MARK_SIZE.width - 2 * GAP;

/** On every page. */
export function runningHead({ sheet, facts }: Setting): void {
  const { pen, structure } = sheet;
  structure.artifact(pen.page, () => {
    const style = STYLE.footer;
    sheet.putOn(pen, { text: PRODUCT, style: STYLE.brand }, { x: () => MARGIN.side, y: sheet.y - 4 });
    const right = (width: number) => PAGE[0] - MARGIN.side - width;
    sheet.putOn(pen, { text: facts.id, style }, { x: right, y: sheet.y - 4 });
    if (facts.test) {
      const middle = (width: number) => (PAGE[0] - width) / 2;
      const mark = { ...STYLE.brand, color: AMBER };
      sheet.putOn(pen, { text: TEST_MARK, style: mark }, { x: middle, y: sheet.y - 4 });
    }
    pen.rule({ x: MARGIN.side, y: sheet.y - 12, width: CONTENT_WIDTH }, { weight: 1.4, color: INK });
    pen.rule({ x: MARGIN.side, y: sheet.y - 15, width: CONTENT_WIDTH }, { weight: 0.4, color: INK });
  });
  sheet.skip(30);
}

export function head(setting: Setting): void {
  const { sheet, facts, locale } = setting;
  const t = say(locale);
  const top = sheet.y;
  const state = stateOf(facts);
  const column = { width: TEXT_WIDTH };
  sheet.block("H1", { text: t("title"), style: STYLE.title }, column);
  if (facts.test) sheet.block("P", { text: t("test"), style: { ...STYLE.status, color: AMBER } }, column);
  const color = facts.anchor ? INK : AMBER;
  sheet.block("P", { text: t(`state.${state}`), style: { ...STYLE.status, color } }, column);
  sheet.skip(4);
  for (const text of statements(setting, state)) {
    sheet.block("P", { text, style: STYLE.body }, column);
    sheet.skip(2);
  }
  const below = sheet.y;
  if (facts.anchor && !facts.test) {
    const x = MARGIN.side + TEXT_WIDTH + GAP;
    sheet.figure({ draw: drawSealMark, alt: t("sealAlt") }, { x, y: top - SEAL_MARK_SIZE.height });
  }
  sheet.y = top;
  publicPage(setting);
  sheet.y = Math.min(below, sheet.y);
}

/** What the state means, for somebody who has never seen such a receipt. */
function statements({ facts: { anchor }, locale }: Setting, state: ReceiptState): string[] {
  const t = say(locale);
  if (!anchor) return [t("statementRecorded")];
  const { index, origin, treeSize: size } = anchor;
  const more = state === "anchored" || state === "recorded" ? [] : [t(`statementMore.${state}`)];
  return [t("statementAnchored", { index, origin, size }), ...more, t("limits")];
}

/** The code, and its address below it. */
function publicPage({ sheet, facts, locale, publicUrl }: Setting): void {
  const t = say(locale);
  const url = `${publicUrl}/v/${facts.id}`;
  // The quiet zone is as white as the page, so the dark part lines up with the margin.
  const at = { x: PAGE[0] - MARGIN.side - QR_SIDE + QR_QUIET, y: sheet.y + QR_QUIET - QR_SIDE };
  const draw: Figure["draw"] = (pen, place) => pen.fillAll(qrAreas(url, { ...place, side: QR_SIDE }), INK);
  sheet.figure({ draw, alt: t("qrAlt", { url }) }, at);
  sheet.y = at.y + QR_QUIET - 4;
  const column = { width: CODE_WIDTH, x: at.x + QR_QUIET };
  sheet.block("P", { text: t("qrCaption"), style: STYLE.small }, column);
  sheet.block("P", { text: url, style: { ...STYLE.footer, size: 5.4, leading: 7.2 } }, column);
}
