/** The anti-forgery mark (防伪标识) at the foot of a page: a QR code that leads to the contract's page, and its number. Lengths in points. */
import { FACES_OF } from "#lib/features/certificates/templates/drawing/fonts.ts";
import type { Pen } from "#lib/pdf/pen.ts";
import { qrAreas } from "#lib/pdf/qr.ts";
import { INK, PAPER, SOFT_INK } from "#lib/pdf/style.ts";
import { unitsOf, widthOf } from "#lib/pdf/text.ts";
import type { Language } from "../types.ts";
import { POINTS_A_MM } from "./measures.ts";

export interface Mark {
  number: string;
  /** Of the page that checks it: what the code says. */
  address: string;
  language: Language;
}

/** A module of the code is then some 0.4 mm wide. */
export const CODE_SIDE: number = 18 * POINTS_A_MM;
const GAP = 2 * POINTS_A_MM;
const NUMBER_POINTS = 9.5;
const WORDS_POINTS = 7;
const LEADING = 11;
const WORDS: Readonly<Record<Language, { number: string; check: string }>> = {
  "zh-CN": { number: "防伪编号", check: "扫码或打开以下网址核验本合同" },
  en: { number: "Anti-forgery number", check: "Check this contract by the code, or at" },
};

/**
 * @param at.x, at.y of the code's left lower corner
 * @param at.right where the page's number ends
 * @param at.panel on paper of its own, where something may lie below
 */
export function drawMark(
  pen: Pen,
  mark: Mark,
  at: { x: number; y: number; right: number; page: number; pages: number; panel?: boolean },
): void {
  const { x, y, right, page, pages, panel = false } = at;
  const words = WORDS[mark.language];
  const lines = [
    { text: `${words.number} ${mark.number}`, size: NUMBER_POINTS, faces: FACES_OF["hei-bold"], color: INK },
    { text: words.check, size: WORDS_POINTS, faces: FACES_OF.hei, color: SOFT_INK },
    { text: mark.address, size: WORDS_POINTS, faces: FACES_OF.mono, color: SOFT_INK },
  ].map((line) => ({ ...line, units: unitsOf(line.text, line.faces) }));
  const left = x + CODE_SIDE + GAP;
  const width = Math.max(...lines.map(({ units, size }) => widthOf(units) * size));
  if (panel) pen.fill({ x, y, width: CODE_SIDE + 2 * GAP + width, height: CODE_SIDE }, PAPER);
  pen.fillAll(qrAreas(mark.address, { x, y, side: CODE_SIDE }), INK);
  const top = y + CODE_SIDE / 2 + LEADING;
  for (const [number, { units, size, color }] of lines.entries()) {
    pen.line(units, { x: left, y: top - number * LEADING - size / 2, size, color, boxColor: SOFT_INK });
  }
  if (panel) return;
  const count = unitsOf(`${page} / ${pages}`, FACES_OF.mono);
  const place = { x: right - widthOf(count) * WORDS_POINTS, y: y + CODE_SIDE / 2 - WORDS_POINTS / 2 };
  pen.line(count, { ...place, size: WORDS_POINTS, color: SOFT_INK, boxColor: SOFT_INK });
}
