/** Draws on pages: lines of text, rules, boxes, outlines and pictures. Lengths in points, y upwards from the page's foot. */
import {
  appendBezierCurve,
  beginText,
  clip,
  closePath,
  concatTransformationMatrix,
  drawObject,
  endPath,
  endText,
  fill,
  fillAndStroke,
  fillEvenOdd,
  lineTo,
  moveTo,
  type PDFDocument,
  PDFName,
  type PDFOperator,
  type PDFPage,
  type PDFRef,
  popGraphicsState,
  pushGraphicsState,
  rectangle,
  setFillingRgbColor,
  setFontAndSize,
  setLineWidth,
  setStrokingRgbColor,
  setTextMatrix,
  stroke,
} from "pdf-lib";
import { inVisualOrder } from "./bidi.ts";
import type { FaceName, OutlineStep } from "./faces.ts";
import type { Picture } from "./picture.ts";
import { showUnits } from "./show.ts";
import type { Fonts } from "./subset-font.ts";
import { type Line, SUBSTITUTE_PADDING_EM, SUBSTITUTE_SCALE, type Unit } from "./unit.ts";

/** Red, green and blue from 0 to 1. */
export type Color = readonly [red: number, green: number, blue: number];

export interface At {
  x: number;
  y: number;
}

export interface Area extends At {
  width: number;
  height: number;
}

const SUBSTITUTE_RULE_POINTS = 0.4;

export class Pen {
  readonly page: PDFPage;
  readonly #fonts: Fonts;
  readonly #named = new Set<FaceName>();
  readonly #objects = new Map<PDFRef, PDFName>();

  /** @param on.page one that is there; else a new one of this size is the document's last */
  constructor(doc: PDFDocument, on: { fonts: Fonts } & ({ size: [number, number] } | { page: PDFPage })) {
    this.page = "page" in on ? on.page : doc.addPage(on.size);
    this.#fonts = on.fonts;
  }

  #draw(...operators: PDFOperator[]): void {
    this.page.pushOperators(pushGraphicsState(), ...operators, popGraphicsState());
  }

  #run(units: readonly Unit[], { x, y, size, color }: At & { size: number; color: Color }): void {
    const face = (units[0] as Unit).face;
    const font = this.#fonts.get(face);
    if (!this.#named.has(face)) this.page.node.setFontDictionary(PDFName.of(face), font.ref);
    this.#named.add(face);
    this.#draw(
      setFillingRgbColor(...color),
      beginText(),
      setFontAndSize(face, size),
      setTextMatrix(1, 0, 0, 1, round(x), round(y)),
      ...showUnits(units, { font, size }),
      endText(),
    );
  }

  /** A character that could not be drawn: its code point in a box. */
  #substitute(unit: Unit, { x, y, size, color }: At & { size: number; color: Color }): void {
    const padding = SUBSTITUTE_PADDING_EM * size;
    const box = { x: x + padding * 0.4, y: y - size * 0.2, width: unit.width * size - padding * 0.8, height: size };
    this.frame(box, { width: SUBSTITUTE_RULE_POINTS, color });
    this.#run([unit], { x: x + padding, y: y + size * 0.05, size: size * SUBSTITUTE_SCALE, color });
  }

  /** @param at the left end of the base line */
  line(line: Line, { x, y, size, color, boxColor }: At & { size: number; color: Color; boxColor: Color }): void {
    let place = x;
    const ordered = inVisualOrder(line);
    for (let index = 0; index < ordered.length; ) {
      const first = ordered[index] as Unit;
      if (first.substitute) {
        this.#substitute(first, { x: place, y, size, color: boxColor });
        place += first.width * size;
        index++;
        continue;
      }
      const start = index;
      let width = 0;
      for (let unit = ordered[index]; unit && unit.face === first.face && !unit.substitute; unit = ordered[++index]) {
        width += unit.width;
      }
      this.#run(ordered.slice(start, index), { x: place, y, size, color });
      place += width * size;
    }
  }

  rule({ x, y, width }: At & { width: number }, { weight, color }: { weight: number; color: Color }): void {
    this.fill({ x, y: y - weight / 2, width, height: weight }, color);
  }

  fill({ x, y, width, height }: Area, color: Color): void {
    this.#draw(setFillingRgbColor(...color), rectangle(round(x), round(y), round(width), round(height)), fill());
  }

  /** Many areas as one shape. */
  fillAll(areas: readonly Area[], color: Color): void {
    const shapes = areas.map(({ x, y, width, height }) => rectangle(round(x), round(y), round(width), round(height)));
    this.#draw(setFillingRgbColor(...color), ...shapes, fill());
  }

  frame({ x, y, width, height }: Area, { width: weight, color }: { width: number; color: Color }): void {
    this.#draw(
      setStrokingRgbColor(...color),
      setLineWidth(weight),
      rectangle(round(x), round(y), round(width), round(height)),
      stroke(),
    );
  }

  /** A picture, or a drawing of one unit's side, as wide and high as the area; what lies beyond `within` is not seen. */
  picture({ ref }: Pick<Picture, "ref">, { x, y, width, height }: Area, within?: Area): void {
    this.#draw(
      ...(within
        ? [rectangle(round(within.x), round(within.y), round(within.width), round(within.height)), clip(), endPath()]
        : []),
      concatTransformationMatrix(round(width), 0, 0, round(height), round(x), round(y)),
      drawObject(this.#nameOf(ref)),
    );
  }

  /** A drawing in the page's own measures (ISO 32000-1 §8.10). */
  drawing(ref: PDFRef): void {
    this.#draw(drawObject(this.#nameOf(ref)));
  }

  #nameOf(ref: PDFRef): PDFName {
    const known = this.#objects.get(ref);
    if (known) return known;
    const { size } = this.#objects;
    const name = PDFName.of(size === 0 ? "Picture" : `Picture${size + 1}`);
    this.page.node.setXObject(name, ref);
    this.#objects.set(ref, name);
    return name;
  }

  /** Fills an outline; where it overlaps itself an even number of times, it is open. */
  outline(
    steps: readonly OutlineStep[],
    { x, y, scale, color, evenOdd }: At & { scale: number; color: Color; evenOdd?: boolean },
  ): void {
    this.#draw(
      setFillingRgbColor(...color),
      ...outlineOperators(steps, (px, py) => [round(x + px * scale), round(y + py * scale)]),
      evenOdd ? fillEvenOdd() : fill(),
    );
  }
}

/** How a path is painted; both: its inside, then its line. */
export interface Paint {
  fill?: Color | undefined;
  stroke?: { color: Color; width: number } | undefined;
  /** Where the path overlaps itself an even number of times, its inside is open. */
  evenOdd?: boolean | undefined;
}

/** The operators that paint an outline. */
export function pathOperators(
  steps: readonly OutlineStep[],
  { fill: inside, stroke: line, evenOdd = false }: Paint,
  place: (x: number, y: number) => [number, number] = (x, y) => [round(x), round(y)],
): PDFOperator[] {
  const filled = evenOdd ? fillEvenOdd : fill;
  return [
    pushGraphicsState(),
    ...(inside ? [setFillingRgbColor(...inside)] : []),
    ...(line ? [setStrokingRgbColor(...line.color), setLineWidth(round(line.width))] : []),
    ...outlineOperators(steps, place),
    ...(inside && line ? [fillAndStroke()] : [inside ? filled() : stroke()]),
    popGraphicsState(),
  ];
}

/** Thousandths of a point: shorter files, and the same ones on every machine. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** PDF has cubic curves alone: a quadratic one is raised by a degree. */
function outlineOperators(
  steps: readonly OutlineStep[],
  place: (x: number, y: number) => [number, number],
): PDFOperator[] {
  let x = 0;
  let y = 0;
  return steps.map(({ command, args }) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
    const from = { x, y };
    [x, y] = command === "closePath" ? [x, y] : [args.at(-2) ?? 0, args.at(-1) ?? 0];
    if (command === "moveTo") return moveTo(...place(a, b));
    if (command === "lineTo") return lineTo(...place(a, b));
    if (command === "bezierCurveTo") return appendBezierCurve(...place(a, b), ...place(c, d), ...place(e, f));
    if (command === "quadraticCurveTo") {
      const first = place(from.x + (2 / 3) * (a - from.x), from.y + (2 / 3) * (b - from.y));
      const second = place(c + (2 / 3) * (a - c), d + (2 / 3) * (b - d));
      return appendBezierCurve(...first, ...second, ...place(c, d));
    }
    return closePath();
  });
}
