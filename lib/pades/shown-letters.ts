/** The letters of a page that are seen, in the order in which they are drawn (ISO 32000-2 section 9.4), out of what PDF.js makes of its content. */
import { OPS, type PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

interface Point {
  x: number;
  y: number;
}

export interface Letter {
  text: string;
  /** On the middle of the line, where it begins and ends, in the page's own space. */
  from: Point;
  to: Point;
}

/** Neither filled nor stroked, and added to the path that clips at most (section 9.3.6). */
const UNSEEN_MODES = [3, 7];
/** Of the size of letters: from the line on which they stand to their middle. */
const RAISED = 0.35;

type Matrix = readonly number[];
const UNIT: Matrix = [1, 0, 0, 1, 0, 0];
const FONT_UNIT = 0.001;

interface Font {
  fontMatrix?: Matrix;
  vertical?: boolean;
}
interface Glyph {
  unicode?: string;
  width?: number;
  isSpace?: boolean;
  vmetric?: readonly number[] | null;
}
interface State {
  page: Matrix;
  font: Font | undefined;
  size: number;
  mode: number;
  letterSpace: number;
  wordSpace: number;
  /** Of the width of letters, in parts of one. */
  scale: number;
  leading: number;
  rise: number;
}

/** What is drawn of letters, in its order. */
export async function readLetters(page: PDFPageProxy): Promise<Letter[]> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const reader = new Reader((name) => (page.commonObjs.has(name) ? (page.commonObjs.get(name) as Font) : undefined));
  for (const [at, operator] of fnArray.entries()) reader.take(operator, argsArray[at] ?? []);
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
  const isInside = ({ x, y }: Point) => x >= left && x <= right && y >= bottom && y <= top;
  return reader.letters.filter(({ from, to }) => isInside(from) && isInside(to));
}

class Reader {
  readonly letters: Letter[] = [];
  readonly #fontOf: (name: string) => Font | undefined;
  readonly #kept: State[] = [];
  #state: State = {
    ...{ page: UNIT, font: undefined, size: 0, mode: 0, letterSpace: 0, wordSpace: 0, scale: 1, leading: 0, rise: 0 },
  };
  #text: Matrix = UNIT;
  #line: Point = { x: 0, y: 0 };
  #pen: Point = { x: 0, y: 0 };

  constructor(fontOf: (name: string) => Font | undefined) {
    this.#fontOf = fontOf;
  }

  take(operator: number, args: readonly unknown[]): void {
    const [first, second] = args;
    if (operator === OPS.save) this.#keep();
    else if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) this.#recall();
    else if (operator === OPS.transform) this.#transform(args as Matrix);
    else if (operator === OPS.paintFormXObjectBegin) {
      this.#keep();
      if (first) this.#transform(Array.from(first as ArrayLike<number>));
    } else if (operator === OPS.beginText) this.#begin(UNIT);
    else if (operator === OPS.setTextMatrix)
      this.#begin(Array.from((typeof first === "number" ? args : first) as ArrayLike<number>));
    else if (operator === OPS.moveText) this.#move(Number(first), Number(second));
    else if (operator === OPS.setLeadingMoveText) {
      this.#state.leading = Number(second);
      this.#move(Number(first), Number(second));
    } else if (operator === OPS.nextLine) this.#move(0, this.#state.leading);
    else if (operator === OPS.showText) this.#show(first as readonly (Glyph | number | null)[]);
    else this.#set(operator, args);
  }

  #set(operator: number, [first, second]: readonly unknown[]): void {
    const state = this.#state;
    if (operator === OPS.setFont) this.#setFont(String(first), Number(second));
    else if (operator === OPS.setTextRenderingMode) state.mode = Number(first);
    else if (operator === OPS.setCharSpacing) state.letterSpace = Number(first);
    else if (operator === OPS.setWordSpacing) state.wordSpace = Number(first);
    else if (operator === OPS.setHScale) state.scale = Number(first) / 100;
    else if (operator === OPS.setLeading) state.leading = -Number(first);
    else if (operator === OPS.setTextRise) state.rise = Number(first);
    else if (operator === OPS.setGState) {
      for (const [key, value] of first as [string, unknown][])
        if (key === "Font" && Array.isArray(value)) this.#setFont(String(value[0]), Number(value[1]));
    }
  }

  #keep(): void {
    this.#kept.push({ ...this.#state });
  }

  #recall(): void {
    this.#state = this.#kept.pop() ?? this.#state;
  }

  #transform(matrix: Matrix): void {
    this.#state.page = times(this.#state.page, matrix);
  }

  #setFont(name: string, size: number): void {
    this.#state.font = this.#fontOf(name);
    this.#state.size = size;
  }

  #begin(matrix: Matrix): void {
    this.#text = matrix;
    this.#line = { x: 0, y: 0 };
    this.#pen = { x: 0, y: 0 };
  }

  #move(x: number, y: number): void {
    this.#line = { x: this.#line.x + x, y: this.#line.y + y };
    this.#pen = { ...this.#line };
  }

  #show(glyphs: readonly (Glyph | number | null)[]): void {
    const { font, size, mode, letterSpace, wordSpace, scale } = this.#state;
    const unit = font?.fontMatrix?.[0] ?? FONT_UNIT;
    const isVertical = font?.vertical === true;
    const along = isVertical ? 1 : scale;
    for (const glyph of glyphs) {
      if (glyph === null) continue;
      if (typeof glyph === "number") {
        this.#advance(((isVertical ? 1 : -1) * glyph * size * along) / 1_000, isVertical);
        continue;
      }
      const from = this.#middle(isVertical);
      const width = isVertical ? -(glyph.vmetric?.[0] ?? 1_000) : (glyph.width ?? 0);
      const space = letterSpace + (glyph.isSpace ? wordSpace : 0);
      const ink = width * unit * size;
      this.#advance((isVertical ? -(ink + space) : ink + space) * along, isVertical);
      // Without a font nothing is drawn that could be read.
      const isSeen = !UNSEEN_MODES.includes(mode) && size !== 0 && font !== undefined;
      if (isSeen) this.letters.push({ text: glyph.unicode ?? "", from, to: this.#middle(isVertical) });
    }
  }

  #advance(length: number, isVertical: boolean): void {
    if (isVertical) this.#pen.y += length;
    else this.#pen.x += length;
  }

  #middle(isVertical: boolean): Point {
    const { page, rise, size } = this.#state;
    const raised = isVertical ? 0 : size * RAISED;
    return pointIn(times(page, this.#text), { x: this.#pen.x, y: this.#pen.y + rise + raised });
  }
}

/** First the right one, then the left one (section 8.3.4). */
function times(left: Matrix, right: Matrix): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = left;
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = right;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function pointIn([a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}
