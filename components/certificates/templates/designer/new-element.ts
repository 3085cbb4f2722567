/** What an element is when it is put on the page. */
import type { HexColor, TemplateElement } from "#lib/features/certificates/templates/types.ts";

export type ElementKind = TemplateElement["kind"];

/** In the order in which they are offered. */
export const ELEMENT_KINDS = [
  "text",
  "picture",
  "line",
  "rectangle",
  "ellipse",
  "seal",
  "qr",
  "ornament",
] as const satisfies readonly ElementKind[];

const INK: HexColor = "#1c1a17";
const GOLD: HexColor = "#a8843f";
const VERMILION: HexColor = "#bd291c";
const PAPER: HexColor = "#f4ead2";

type New<Element> = Element extends TemplateElement ? Omit<Element, "id" | "x" | "y"> : never;
export type NewElement = New<TemplateElement>;

/**
 * @param options text: of a new text; picture: the digest of a picture of the organisation's, without which there is no element of the
 *   kind `picture`
 */
export function newElement(kind: ElementKind, options: { text: string; picture?: string }): NewElement {
  switch (kind) {
    case "text":
      return {
        ...{ kind, width: 120, height: 12, text: options.text, font: "song", size: 16, sizeMin: 10, linesMax: 2 },
        ...{ color: INK, align: "center", vertical: "middle", leading: 1.4, spacing: 0, role: "text" },
      };
    case "picture":
      return { kind, width: 50, height: 35, picture: options.picture ?? "", fit: "contain", alt: "" };
    case "line":
      return { kind, width: 80, height: 0.4, color: GOLD };
    case "rectangle":
      return { kind, width: 60, height: 30, stroke: GOLD, strokeWidth: 0.5 };
    case "ellipse":
      return { kind, width: 40, height: 40, fill: PAPER, stroke: GOLD, strokeWidth: 0.5 };
    case "seal":
      return {
        ...{ kind, width: 42, height: 42, shape: "round", text: "{{issuer_name}}", caption: "", middle: "star" },
        ...{ font: "song-bold", color: VERMILION },
      };
    case "qr":
      return { kind, width: 30, height: 30, color: INK };
    case "ornament":
      return { kind, width: 90, height: 8, design: "divider", color: GOLD, second: GOLD };
  }
}

/** In the middle of the page. */
export function centred(element: NewElement, id: string, page: { width: number; height: number }): TemplateElement {
  const middle = (whole: number, part: number) => Math.round(((whole - part) / 2) * 100) / 100;
  return {
    ...element,
    id,
    x: middle(page.width, element.width),
    y: middle(page.height, element.height),
  } as TemplateElement;
}
