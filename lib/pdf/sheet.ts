/** Fills pages from top to bottom: a block that does not fit any more goes on the next page. */
import type { PDFDocument } from "pdf-lib";
import { type At, Pen } from "./pen.ts";
import { createStructure, type Role, type Structure } from "./structure.ts";
import { CONTENT_WIDTH, LINE, MARGIN, PAGE, PANEL, SOFT_INK, STYLE, type TextStyle } from "./style.ts";
import type { Fonts } from "./subset-font.ts";
import { cutTo, linesOf, type Text, unitsOf, widthOf, wrap } from "./text.ts";
import type { Line } from "./unit.ts";

/** Width of the column that says what a row is. */
const LABEL_WIDTH = 82;
const LABEL_GAP = 6;
const ROW_GAP = 2.2;
const HEADING_GAP = 7;
const HEADING_ABOVE = 6;
const HEADING_BELOW = 3;
const PANEL_PADDING = 6;
const FIGURE_GAP = 4;
/** A row as low as this stays on one page. */
const KEPT_ROW_MAX = 90;

/** A text in a style; several make a cell. */
export interface Passage {
  text: Text;
  style: TextStyle;
  /** Of more lines only so many are drawn, and the last ends in an ellipsis. */
  linesMax?: number;
}

/** What is no text: drawn into an area whose foot is at `y`, and told to those who do not see it. */
export interface Figure {
  height: number;
  alt: string;
  draw: (pen: Pen, at: At) => void;
}

interface SetLine {
  line: Line;
  style: TextStyle;
}

function setLines(passages: readonly Passage[], width: number): SetLine[] {
  return passages.flatMap(({ text, style, linesMax }) => {
    const widthMax = width / style.size;
    const lines = linesOf(text).flatMap((part) => wrap(unitsOf(part, style.faces), widthMax));
    const drawn = linesMax === undefined ? lines : cutTo(lines, { linesMax, widthMax, faces: style.faces });
    return drawn.map((line) => ({ line, style }));
  });
}

function heightOf(lines: readonly SetLine[]): number {
  return lines.reduce((sum, { style }) => sum + style.leading, 0);
}

export class Sheet {
  readonly structure: Structure;
  readonly pens: Pen[] = [];
  /** Where the next block begins. */
  y = 0;
  readonly #doc: PDFDocument;
  readonly #fonts: Fonts;

  /** @param structure of a document that several sheets fill, one after the other; whoever makes it finishes it */
  constructor(doc: PDFDocument, fonts: Fonts, structure: Structure = createStructure(doc)) {
    this.#doc = doc;
    this.#fonts = fonts;
    this.structure = structure;
    this.turn();
  }

  get pen(): Pen {
    return this.pens.at(-1) as Pen;
  }

  /** Begins a page. */
  turn(): void {
    this.pens.push(new Pen(this.#doc, { fonts: this.#fonts, size: PAGE }));
    this.y = PAGE[1] - MARGIN.top;
  }

  /** Begins a page unless so much is left on this one. */
  need(height: number): void {
    if (this.y - height < MARGIN.bottom) this.turn();
  }

  skip(height: number): void {
    this.y -= height;
  }

  /** One line on some page, at a place of its own that may depend on how wide it is. */
  putOn(pen: Pen, { text, style }: Passage, { x, y }: { x: (width: number) => number; y: number }): void {
    const line = unitsOf(text, style.faces);
    this.#line({ line, style }, { pen, x: x(widthOf(line) * style.size), y });
  }

  #line({ line, style }: SetLine, { pen, x, y }: { pen: Pen; x: number; y: number }): void {
    pen.line(line, { x, y, size: style.size, color: style.color, boxColor: SOFT_INK });
  }

  /** Lines one below the other, over as many pages as they take; the sheet goes on below them. */
  #lines(lines: readonly SetLine[], x: number, firstSize = lines[0]?.style.size ?? 0): void {
    // On a common base line with a neighbour in another size.
    let shift = firstSize - (lines[0]?.style.size ?? 0);
    let rest = lines;
    while (rest.length > 0) {
      this.need(rest[0]?.style.leading ?? 0);
      const fitting = this.#fitting(rest);
      this.structure.mark(this.pen.page, () => {
        for (const set of rest.slice(0, fitting)) {
          this.#line(set, { pen: this.pen, x, y: this.y - set.style.size - shift });
          this.y -= set.style.leading;
        }
      });
      rest = rest.slice(fitting);
      shift = 0;
    }
  }

  #fitting(lines: readonly SetLine[]): number {
    let left = this.y - MARGIN.bottom;
    const end = lines.findIndex(({ style }) => {
      left -= style.leading;
      return left < 0;
    });
    return end < 0 ? lines.length : Math.max(1, end);
  }

  block(role: Role, passages: Passage | readonly Passage[], { width = CONTENT_WIDTH, x = MARGIN.side } = {}): void {
    const lines = setLines("text" in passages ? [passages] : passages, width);
    this.structure.within(role, () => this.#lines(lines, x));
  }

  figure({ alt, draw }: Pick<Figure, "alt" | "draw">, at: At): void {
    const { pen } = this;
    this.structure.within("Figure", () => this.structure.mark(pen.page, () => draw(pen, at)), alt);
  }

  /** How many lines a text takes in the right column of a row. */
  linesInRow({ text, style }: Passage): number {
    return setLines([{ text, style }], CONTENT_WIDTH - LABEL_WIDTH).length;
  }

  /** A heading that stays with at least `keep` of what follows it, under a rule unless there is one above it. */
  heading(text: string, keep: number, { ruled = true } = {}): void {
    this.skip(HEADING_GAP);
    this.need(STYLE.heading.leading + HEADING_ABOVE + HEADING_BELOW + keep);
    if (ruled) {
      this.structure.artifact(this.pen.page, () => {
        const rule = { x: MARGIN.side, y: this.y, width: CONTENT_WIDTH };
        this.pen.rule(rule, { weight: 0.5, color: LINE });
      });
      this.skip(HEADING_ABOVE);
    }
    this.block("H2", { text, style: STYLE.heading });
    this.skip(HEADING_BELOW);
  }

  /** A row of a table of facts: what it is on the left, with a remark below, and what is the case on the right, under a figure. */
  row(
    label: string,
    passages: readonly Passage[],
    { remark, figure }: { remark?: string | undefined; figure?: Figure | undefined } = {},
  ): void {
    const lines = setLines(passages, CONTENT_WIDTH - LABEL_WIDTH);
    const labels: Passage[] = [{ text: label, style: STYLE.label }];
    if (remark) labels.push({ text: remark, style: STYLE.small });
    const labelLines = setLines(labels, LABEL_WIDTH - LABEL_GAP);
    // A row of few lines stays on one page; a long one begins where there is room for its label.
    const above = figure ? figure.height + FIGURE_GAP : 0;
    const whole = above + heightOf(lines);
    const kept = whole <= KEPT_ROW_MAX ? whole : above + (lines[0]?.style.leading ?? 0);
    this.need(Math.max(heightOf(labelLines), kept));
    this.structure.within("TR", () => {
      const { pen, y } = this;
      this.structure.within("TH", () => this.#lines(labelLines, MARGIN.side, lines[0]?.style.size));
      const below = this.y;
      this.y = y - above;
      const x = MARGIN.side + LABEL_WIDTH;
      this.structure.within("TD", () => {
        if (figure) this.figure(figure, { x, y: y - figure.height });
        this.#lines(lines, x);
      });
      if (this.pen === pen) this.y = Math.min(this.y, below);
    });
    this.skip(ROW_GAP);
  }

  table(draw: () => void): void {
    this.structure.within("Table", draw);
  }

  /** How much room texts take, in as many lines as they need. */
  heightOf(passages: readonly Passage[], width: number = CONTENT_WIDTH): number {
    return heightOf(setLines(passages, width));
  }

  /** As `heightOf`, of text on a panel. */
  codeHeight(text: string): number {
    return this.heightOf([{ text, style: STYLE.code }], CONTENT_WIDTH - 2 * PANEL_PADDING) + 2 * PANEL_PADDING - 2;
  }

  /** Text to be copied or compared, on a panel; kept on one page. */
  code(text: string): void {
    const { x, width } = { x: MARGIN.side, width: CONTENT_WIDTH };
    const lines = setLines([{ text, style: STYLE.code }], width - 2 * PANEL_PADDING);
    const height = this.codeHeight(text);
    this.need(height);
    this.structure.artifact(this.pen.page, () => this.pen.fill({ x, y: this.y - height, width, height }, PANEL));
    const below = this.y - height;
    this.skip(PANEL_PADDING);
    this.structure.within("Code", () => this.#lines(lines, x + PANEL_PADDING));
    this.y = below;
  }
}
