/** Sets a contract's text on pages of A4, from top to bottom; the foot of each is left to the mark. Lengths in points. */
import type { PDFDocument } from "pdf-lib";
import { FACES_OF } from "#lib/features/certificates/templates/drawing/fonts.ts";
import { Pen } from "#lib/pdf/pen.ts";
import type { Role, Structure } from "#lib/pdf/structure.ts";
import { INK, LINE, PAGE, SOFT_INK, type TextStyle } from "#lib/pdf/style.ts";
import type { Fonts } from "#lib/pdf/subset-font.ts";
import { unitsOf, widthOf, wrap } from "#lib/pdf/text.ts";
import type { Line } from "#lib/pdf/unit.ts";
import { POINTS_A_MM } from "./measures.ts";
import { noteMissing } from "./missing-letters.ts";

export const EDGE: { side: number; top: number; bottom: number } = {
  side: 25 * POINTS_A_MM,
  top: 24 * POINTS_A_MM,
  bottom: 32 * POINTS_A_MM,
};
export const WIDTH: number = PAGE[0] - 2 * EDGE.side;
const HEIGHT = PAGE[1] - EDGE.top - EDGE.bottom;
const RULE_POINTS = 0.5;

const faces = FACES_OF.song;
const strong = FACES_OF["song-bold"];
export const STYLES = {
  title: { size: 18, leading: 28, color: INK, faces: strong },
  heading: { size: 12, leading: 20, color: INK, faces: strong },
  body: { size: 10.5, leading: 18, color: INK, faces },
  label: { size: 10.5, leading: 18, color: INK, faces: strong },
} as const satisfies Record<string, TextStyle>;

export interface Lines {
  style: TextStyle;
  lines: readonly Line[];
  /** Of the first line. */
  indent?: number;
}

export class Pages {
  readonly pens: Pen[] = [];
  readonly missing: Set<string> = new Set<string>();
  /** Where the next line's head is. */
  y = 0;
  readonly #doc: PDFDocument;
  readonly #fonts: Fonts;
  readonly #structure: Structure;

  constructor({ doc, fonts, structure }: { doc: PDFDocument; fonts: Fonts; structure: Structure }) {
    this.#doc = doc;
    this.#fonts = fonts;
    this.#structure = structure;
    this.turn();
  }

  get pen(): Pen {
    return this.pens.at(-1) as Pen;
  }

  /** Of the page that is filled, from 1. */
  get number(): number {
    return this.pens.length;
  }

  turn(): void {
    this.pens.push(new Pen(this.#doc, { fonts: this.#fonts, size: PAGE }));
    this.y = PAGE[1] - EDGE.top;
  }

  /** Begins a page unless so much is left on this one; what is higher than any page begins where it is. */
  need(height: number): void {
    if (this.y - Math.min(height, HEIGHT) < EDGE.bottom) this.turn();
  }

  skip(height: number): void {
    this.y -= height;
  }

  /** A text broken into lines, each of its own lines by itself. @param indent of the first, in em */
  break(text: string, { style, width, indent = 0 }: { style: TextStyle; width: number; indent?: number }): Lines {
    const lines = text.split("\n").flatMap((part) => {
      const units = unitsOf(part, style.faces);
      noteMissing(units, this.missing);
      const [first = []] = wrap(units, width / style.size - indent);
      return [first, ...wrap(units.slice(first.length), width / style.size)];
    });
    return { style, lines, indent: indent * style.size };
  }

  /** Lines one below the other, over as many pages as they take. */
  put(role: Role, { style, lines, indent = 0 }: Lines, { x = EDGE.side, centred = false } = {}): void {
    this.#structure.within(role, () => {
      for (let at = 0; at < lines.length; ) {
        this.need(style.leading);
        const fitting = Math.max(1, Math.floor((this.y - EDGE.bottom) / style.leading));
        const part = lines.slice(at, at + fitting);
        this.#structure.mark(this.pen.page, () => {
          for (const [place, line] of part.entries()) {
            const left = centred ? (PAGE[0] - widthOf(line) * style.size) / 2 : x + (at + place === 0 ? indent : 0);
            this.#line(line, { style, x: left, y: this.y - style.size });
            this.y -= style.leading;
          }
        });
        at += part.length;
      }
    });
  }

  #line(line: Line, { style, x, y }: { style: TextStyle; x: number; y: number }): void {
    this.pen.line(line, { x, y, size: style.size, color: style.color, boxColor: SOFT_INK });
  }

  /** A row of two cells with a frame, over as many pages as its lines take. */
  row(cells: readonly [Lines, Lines], { split, padding }: { split: number; padding: number }): void {
    const { leading } = cells[0].style;
    const count = Math.max(cells[0].lines.length, cells[1].lines.length);
    this.need(Math.min(count, 3) * leading + 2 * padding);
    this.#structure.within("TR", () => {
      for (let at = 0; at < count; ) {
        if (at > 0) this.turn();
        const fitting = Math.max(1, Math.floor((this.y - EDGE.bottom - 2 * padding) / leading));
        const height = Math.min(count - at, fitting) * leading + 2 * padding;
        this.#frames({ height, split });
        for (const [column, { style, lines }] of cells.entries()) {
          const part = lines.slice(at, at + fitting);
          const x = EDGE.side + padding + (column === 0 ? 0 : split);
          this.#structure.within(column === 0 ? "TH" : "TD", () =>
            this.#structure.mark(this.pen.page, () => {
              for (const [place, line] of part.entries()) {
                this.#line(line, { style, x, y: this.y - padding - style.size - place * leading });
              }
            }),
          );
        }
        this.y -= height;
        at += fitting;
      }
    });
  }

  #frames({ height, split }: { height: number; split: number }): void {
    this.#structure.artifact(this.pen.page, () => {
      for (const [x, width] of [
        [EDGE.side, split],
        [EDGE.side + split, WIDTH - split],
      ] as const)
        this.pen.frame({ x, y: this.y - height, width, height }, { width: RULE_POINTS, color: LINE });
    });
  }

  within(role: Role, draw: () => void): void {
    this.#structure.within(role, draw);
  }

  /** An empty place, its left upper corner where the sheet is. */
  place({ x, width, height }: { x: number; width: number; height: number }): void {
    this.#structure.artifact(this.pen.page, () =>
      this.pen.frame({ x, y: this.y - height, width, height }, { width: RULE_POINTS, color: SOFT_INK }),
    );
  }
}
