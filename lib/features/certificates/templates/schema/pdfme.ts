/**
 * Between a template's document and what pdfme's designer edits: places, sizes and words go through its own members; what it has no
 * member for stays in `sealbook`, which it carries along. Nothing comes back that schema/document.ts does not read again.
 */
import type { HexColor, QrElement, ShapeElement, TemplateDocument, TemplateElement, TextElement } from "../types.ts";
import { pageSize } from "./document.ts";
import { FONT_NAMES, type FontName } from "./fonts.ts";

/** As @pdfme/common 6.1 has it; further members are the type's own. */
export interface PdfmeSchema {
  name: string;
  type: string;
  content?: string;
  position: { x: number; y: number };
  width: number;
  height: number;
  readOnly?: boolean;
  [member: string]: unknown;
}

export interface PdfmeTemplate {
  basePdf: { width: number; height: number; padding: [number, number, number, number] };
  schemas: PdfmeSchema[][];
}

/** Members of an element that pdfme edits by itself. */
const OWN = ["id", "kind", "x", "y", "width", "height", "text", "font", "size", "sizeMin", "color", "align"] as const;
const MORE_OWN = ["vertical", "leading", "spacing", "fill", "stroke", "strokeWidth"] as const;
const EDITED = new Set<string>([...OWN, ...MORE_OWN]);
const INK: HexColor = "#1c1a17";
const VERMILION: HexColor = "#bd291c";

const round = (value: number): number => Math.round(value * 100) / 100;

/** What pdfme calls our kinds; `seal` and `ornament` are types of ours. */
const TYPE_OF: Record<TemplateElement["kind"], string> = {
  ...{ text: "text", picture: "image", line: "line", rectangle: "rectangle", ellipse: "ellipse", qr: "qrcode" },
  ...{ seal: "seal", ornament: "ornament" },
};

function restOf(element: TemplateElement): Record<string, unknown> {
  // A seal's words, font and colour are edited by a panel of ours, and stay together with the rest of it.
  if (element.kind === "seal" || element.kind === "ornament") {
    const { id: _id, kind: _kind, x: _x, y: _y, width: _width, height: _height, ...rest } = element;
    return rest;
  }
  return Object.fromEntries(Object.entries(element).filter(([name]) => !EDITED.has(name)));
}

function ownOf(element: TemplateElement, pictureUrl: (digest: string) => string): Record<string, unknown> {
  switch (element.kind) {
    case "text":
      return {
        ...{ content: element.text, fontName: element.font, fontSize: element.size, fontColor: element.color },
        ...{ alignment: element.align, verticalAlignment: element.vertical, lineHeight: element.leading },
        // In points there, in em here.
        characterSpacing: round(element.spacing * element.size),
        ...(element.sizeMin < element.size && {
          dynamicFontSize: { min: element.sizeMin, max: element.size, fit: "horizontal" },
        }),
      };
    case "picture":
      return { content: pictureUrl(element.picture) };
    case "line":
      return { color: element.color };
    case "rectangle":
    case "ellipse":
      return { color: element.fill ?? "", borderColor: element.stroke ?? "", borderWidth: element.strokeWidth };
    case "qr":
      return { content: "{{certificate_address}}", barColor: element.color, backgroundColor: "#ffffff" };
    default:
      return {};
  }
}

/** @param pictureUrl where the browser has a picture of the organisation's from */
export function toPdfme(document: TemplateDocument, pictureUrl: (digest: string) => string): PdfmeTemplate {
  const { width, height } = pageSize(document.page);
  const schemas = document.elements.map(
    (element): PdfmeSchema => ({
      name: element.id,
      type: TYPE_OF[element.kind],
      position: { x: element.x, y: element.y },
      width: element.width,
      height: element.height,
      readOnly: true,
      ...ownOf(element, pictureUrl),
      sealbook: restOf(element),
    }),
  );
  return { basePdf: { width, height, padding: [0, 0, 0, 0] }, schemas: [schemas] };
}

const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? round(value) : otherwise;
const textOf = (value: unknown): string => (typeof value === "string" ? value.normalize("NFC") : "");
const oneOf = <T extends string>(value: unknown, all: readonly T[], otherwise: T): T =>
  all.find((each) => each === value) ?? otherwise;

/** `#abc` and capitals are read, too; of anything else nothing. */
function colorOf(value: unknown): HexColor | undefined {
  const lower = textOf(value).toLowerCase();
  if (/^#[0-9a-f]{6}$/.test(lower)) return lower as HexColor;
  return /^#[0-9a-f]{3}$/.test(lower) ? `#${Array.from(lower.slice(1), (digit) => digit + digit).join("")}` : undefined;
}

/** Names of pdfme's elements are anything; ids are not. */
function idOf(name: string, { at, taken }: { at: number; taken: Set<string> }): string {
  const wanted = /^[a-z0-9][a-z0-9-]{0,39}$/.test(name) && !taken.has(name) ? name : `element-${at + 1}`;
  let id = wanted;
  for (let number = 2; taken.has(id); number++) id = `${wanted}-${number}`;
  taken.add(id);
  return id;
}

type Placed = Pick<TemplateElement, "id" | "x" | "y" | "width" | "height">;

function textElement(placed: Placed, schema: PdfmeSchema, rest: Partial<TextElement>): TextElement {
  const dynamic = (schema.dynamicFontSize ?? {}) as { min?: unknown; max?: unknown };
  const size = numberOf(dynamic.max ?? schema.fontSize, 12);
  return {
    ...{ linesMax: 1, role: "text" as const, ...rest, ...placed, kind: "text" as const },
    text: textOf(schema.content),
    font: oneOf<FontName>(schema.fontName, FONT_NAMES, "song"),
    size,
    sizeMin: Math.min(size, numberOf(dynamic.min, size)),
    color: colorOf(schema.fontColor) ?? INK,
    align: oneOf(schema.alignment, ["left", "center", "right"] as const, "left"),
    vertical: oneOf(schema.verticalAlignment, ["top", "middle", "bottom"] as const, "top"),
    leading: Math.max(0.8, numberOf(schema.lineHeight, 1.3)),
    spacing: numberOf(numberOf(schema.characterSpacing, 0) / size, 0),
  };
}

function shapeElement(placed: Placed, schema: PdfmeSchema, kind: ShapeElement["kind"]): ShapeElement {
  const [fill, stroke] = [colorOf(schema.color), colorOf(schema.borderColor)];
  const strokeWidth = numberOf(schema.borderWidth, 0);
  return { ...placed, kind, ...(fill && { fill }), ...(stroke && strokeWidth > 0 && { stroke }), strokeWidth };
}

function qrElement(placed: Placed, schema: PdfmeSchema): QrElement {
  const side = Math.max(placed.width, placed.height);
  return { ...placed, width: side, height: side, kind: "qr", color: colorOf(schema.barColor) ?? INK };
}

function elementOf(placed: Placed, schema: PdfmeSchema): TemplateElement | undefined {
  const rest = (typeof schema.sealbook === "object" && schema.sealbook ? schema.sealbook : {}) as Record<string, never>;
  switch (schema.type) {
    case "text":
    case "multiVariableText":
      return textElement(placed, schema, rest);
    case "image":
      return { picture: "", fit: "contain", alt: "", ...rest, ...placed, kind: "picture" };
    case "line":
      return { ...placed, kind: "line", color: colorOf(schema.color) ?? INK };
    case "rectangle":
    case "ellipse":
      return shapeElement(placed, schema, schema.type);
    case "qrcode":
      return qrElement(placed, schema);
    case "seal":
      return {
        ...{ shape: "round", text: "{{issuer_name}}", caption: "", middle: "star", font: "song-bold" },
        ...{ color: VERMILION, ...rest, ...placed, kind: "seal" },
      };
    case "ornament":
      return { ...{ design: "divider", color: INK, second: INK, ...rest }, ...placed, kind: "ornament" };
    default:
      return undefined;
  }
}

/**
 * The document with its elements as they were edited; types that are none of ours are left out. What comes out has yet to be read by
 * `templateDocumentSchema`.
 */
export function fromPdfme(template: Pick<PdfmeTemplate, "schemas">, document: TemplateDocument): TemplateDocument {
  const taken = new Set<string>();
  const elements = (template.schemas[0] ?? []).flatMap((schema, at) => {
    const { x, y } = schema.position;
    const size = { width: round(schema.width), height: round(schema.height) };
    const placed = { id: idOf(schema.name, { at, taken }), x: round(x), y: round(y), ...size };
    return elementOf(placed, schema) ?? [];
  });
  return { ...document, elements };
}
