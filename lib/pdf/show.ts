/** Shows units of one face, each glyph where shaping put it (ISO 32000-1 §9.4.3). */
import { PDFHexString, PDFNumber, PDFOperator, type PDFOperatorNames } from "pdf-lib";
import type { Glyph } from "./faces.ts";
import type { DrawnFont } from "./subset-font.ts";
import type { Unit } from "./unit.ts";

const SHOW = "Tj" as PDFOperatorNames;
const SHOW_ADJUSTED = "TJ" as PDFOperatorNames;
const SET_RISE = "Ts" as PDFOperatorNames;
const BEGIN_SPAN = "BDC" as PDFOperatorNames;
const END_SPAN = "EMC" as PDFOperatorNames;
const THOUSANDTHS = 1000;

/** Collects the arguments of one operator, and begins another where the rise or the span changes. */
class Shower {
  readonly operators: PDFOperator[] = [];
  readonly #font: DrawnFont;
  readonly #size: number;
  #codes = "";
  #items: (PDFHexString | PDFNumber)[] = [];
  /** In thousandths of the em: how far the next glyph is from where the font left the pen. */
  #gap = 0;
  #rise = 0;

  constructor({ font, size }: { font: DrawnFont; size: number }) {
    this.#font = font;
    this.#size = size;
  }

  #endCodes(): void {
    if (this.#codes) this.#items.push(PDFHexString.of(this.#codes));
    this.#codes = "";
  }

  #end(): void {
    this.#endCodes();
    const [first] = this.#items;
    if (first instanceof PDFHexString && this.#items.length === 1) this.operators.push(PDFOperator.of(SHOW, [first]));
    else if (this.#items.length > 0) {
      this.operators.push(PDFOperator.of(SHOW_ADJUSTED, [`[${this.#items.join(" ")}]`]));
    }
    this.#items = [];
  }

  #setRise(em: number): void {
    if (em === this.#rise) return;
    this.#end();
    this.#rise = em;
    const points = Math.round(em * this.#size * THOUSANDTHS) / THOUSANDTHS;
    this.operators.push(PDFOperator.of(SET_RISE, [PDFNumber.of(points)]));
  }

  /** What several glyphs make together is copied out as it was written, not glyph by glyph. */
  show({ glyphs, text, level }: Unit): void {
    // From right to left a span would begin at a mark: readers that look at places would find a gap before it.
    const base = level % 2 === 1 ? glyphs.find(({ advance }) => advance > 0) : undefined;
    if (!base) this.#spanned(text, glyphs);
    else for (const glyph of glyphs) this.#spanned(glyph === base ? text : "", [glyph]);
  }

  #spanned(text: string, glyphs: readonly Glyph[]): void {
    const isSpan = glyphs.length > 1 || glyphs[0]?.text !== text || text === "";
    if (isSpan) this.#beginSpan(text);
    for (const glyph of glyphs) this.#glyph(glyph);
    if (isSpan) this.#endSpan();
  }

  #glyph(glyph: Glyph): void {
    this.#setRise(glyph.y);
    const before = Math.round(this.#gap + glyph.x * THOUSANDTHS);
    if (before !== 0) {
      this.#endCodes();
      this.#items.push(PDFNumber.of(-before));
    }
    this.#codes += this.#font.code(glyph);
    const drawn = before + this.#font.advance(glyph) * THOUSANDTHS;
    this.#gap += glyph.advance * THOUSANDTHS - drawn;
  }

  #beginSpan(text: string): void {
    this.#end();
    const properties = `<</ActualText ${PDFHexString.fromText(text)}>>`;
    this.operators.push(PDFOperator.of(BEGIN_SPAN, [`/Span ${properties}`]));
  }

  #endSpan(): void {
    this.#end();
    this.operators.push(PDFOperator.of(END_SPAN));
  }

  finish(): PDFOperator[] {
    this.#setRise(0);
    this.#end();
    return this.operators;
  }
}

export function showUnits(units: readonly Unit[], at: { font: DrawnFont; size: number }): PDFOperator[] {
  const shower = new Shower(at);
  for (const unit of units) shower.show(unit);
  return shower.finish();
}
