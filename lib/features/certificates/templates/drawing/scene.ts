/**
 * What stands where on a certificate: one description, from which both the PDF and the picture are drawn. Millimetres from the upper
 * left corner, y downwards; sizes of letters are points.
 */
import { loadShaper } from "#lib/pdf/shaping.ts";
import { ellipseSteps, rectangleSteps, type Shape } from "#lib/pdf/trace.ts";
import type { Line } from "#lib/pdf/unit.ts";
import { pageSize } from "../schema/document.ts";
import type { Box, HexColor, TemplateDocument, TemplateElement, TextElement } from "../types.ts";
import { ASCENT_EM, fitText, overhang, POINTS_PER_MM, setParagraphs, wholeWidth } from "./fit.ts";
import { ornamentShapes } from "./ornaments.ts";
import { sealMiddle, sealShapes } from "./seal.ts";
import { type Paragraph, paragraphsOf, type Saying } from "./words.ts";

/** A line of text, at the left end of its base line. */
export interface SceneLine {
  line: Line;
  x: number;
  y: number;
}

export interface SceneText {
  kind: "text";
  element: string;
  lines: SceneLine[];
  size: number;
  color: HexColor;
  role: TextElement["role"];
}

export interface SceneShapes {
  kind: "shapes";
  element: string;
  shapes: Shape[];
  /** Absent: decoration. */
  alt?: string;
}

export interface ScenePicture {
  kind: "picture";
  element: string;
  picture: string;
  box: Box;
  fit: "contain" | "cover";
  alt?: string;
}

export interface SceneCode {
  kind: "qr";
  element: string;
  box: Box;
  color: HexColor;
  alt: string;
}

export type SceneItem = SceneText | SceneShapes | ScenePicture | SceneCode;

export interface Scene {
  width: number;
  height: number;
  background: HexColor;
  items: SceneItem[];
}

/** A text that its box has no room for. */
export class TextDoesNotFit extends Error {
  readonly element: string;

  constructor(element: string) {
    super(`The text of ${element} does not fit into its box.`);
    this.element = element;
  }
}

/** To be awaited before a scene is set: names may be in any script. */
export const prepareScene: () => Promise<void> = loadShaper;

/** The text's lines at their places. @throws {TextDoesNotFit} */
export function placeText(element: TextElement, paragraphs: readonly Paragraph[]): SceneText {
  const fitted = fitText(element, setParagraphs(element, paragraphs));
  if (!fitted) throw new TextDoesNotFit(element.id);
  const { lines, size } = fitted;
  const mm = 1 / POINTS_PER_MM;
  const free = element.height - fitted.height * mm;
  const top = element.y + { top: 0, middle: free / 2, bottom: free }[element.vertical];
  const placed = lines.map((line, at): SceneLine => {
    const rest = element.width - wholeWidth(line, element.spacing) * size * mm;
    const edge = element.x + overhang(line).left * size * mm;
    const x = edge + { left: 0, center: rest / 2, right: rest }[element.align];
    return { line, x, y: top + size * mm * (ASCENT_EM + at * element.leading) };
  });
  const { id, color, role } = element;
  return { kind: "text", element: id, lines: placed, size, color, role };
}

/** What an element puts on the page. */
function place(element: TemplateElement, saying: Saying): SceneItem[] {
  const { id, x, y, width, height } = element;
  const box = { x, y, width, height };
  switch (element.kind) {
    case "text": {
      const paragraphs = paragraphsOf(element.text, saying);
      return paragraphs.length === 0 ? [] : [placeText(element, paragraphs)];
    }
    case "picture":
      return [{ kind: "picture", element: id, picture: element.picture, box, fit: element.fit, ...altOf(element.alt) }];
    case "line":
      return [{ kind: "shapes", element: id, shapes: [{ steps: rectangleSteps(box), fill: element.color }] }];
    case "rectangle":
    case "ellipse": {
      const steps =
        element.kind === "rectangle"
          ? rectangleSteps(box)
          : ellipseSteps({ x: x + width / 2, y: y + height / 2 }, width / 2, height / 2);
      const { fill, stroke: color, strokeWidth } = element;
      const stroke = color && strokeWidth > 0 ? { color, width: strokeWidth } : undefined;
      return fill || stroke ? [{ kind: "shapes", element: id, shapes: [{ steps, fill, stroke }] }] : [];
    }
    case "qr":
      return [{ kind: "qr", element: id, box, color: element.color, alt: saying.particulars.address }];
    case "seal": {
      const words = paragraphsOf(element.text, saying)
        .map((paragraph) => paragraph.plain)
        .join("");
      const shapes: SceneShapes = { kind: "shapes", element: id, shapes: sealShapes(element, words), ...altOf(words) };
      const { picture } = element;
      if (!picture) return [shapes];
      return [shapes, { kind: "picture", element: id, picture, box: sealMiddle(element), fit: "contain" }];
    }
    case "ornament":
      return [{ kind: "shapes", element: id, shapes: ornamentShapes(element) }];
  }
}

const altOf = (alt: string): { alt?: string } => (alt ? { alt } : {});

/** Whether an element looks the same on every certificate of an issuer. */
export function isFixed(element: TemplateElement): boolean {
  return element.kind !== "qr" && !(element.kind === "text" && element.text.includes("{{"));
}

const fixed = new WeakMap<TemplateDocument, Map<string, SceneItem[]>>();

/**
 * Everything on the page, in the order in which it is drawn. What is the same on every certificate is set once a document object.
 *
 * @throws {TextDoesNotFit}; {Error} before `prepareScene`
 */
export function sceneOf(saying: Saying): Scene {
  const { document } = saying;
  const known = fixed.get(document) ?? new Map<string, SceneItem[]>();
  fixed.set(document, known);
  const { width, height } = pageSize(document.page);
  const { color: background, picture } = document.background;
  const ground: SceneItem[] = picture
    ? [{ kind: "picture", element: "background", picture, box: { x: 0, y: 0, width, height }, fit: "cover" }]
    : [];
  const items = document.elements.flatMap((element) => {
    if (!isFixed(element)) return place(element, saying);
    const key = element.kind === "seal" ? `${element.id} ${saying.particulars.issuerName}` : element.id;
    const placed = known.get(key) ?? place(element, saying);
    known.set(key, placed);
    return placed;
  });
  return { width, height, background, items: [...ground, ...items] };
}
