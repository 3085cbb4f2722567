/**
 * Between a template's document and what pdfme's designer shows and moves about. Every kind is a plugin of ours: pdfme knows places and
 * sizes, and carries the rest of an element along. What covers the page, and is drawn before all else, is ground: it lies still under
 * the mouse, and is changed in the list of elements.
 */
import type { Template } from "@pdfme/common";
import { pageSize, QR_SIDE_MIN_MM } from "#lib/features/certificates/templates/schema/document.ts";
import { placeholdersOf } from "#lib/features/certificates/templates/schema/placeholders.ts";
import type { TemplateDocument, TemplateElement } from "#lib/features/certificates/templates/types.ts";
import { freeId } from "../edits.ts";

/** Of the page: whatever covers more of it is ground. */
const GROUND_SHARE = 0.7;

export type ElementRest = TemplateElement extends infer Element
  ? Element extends TemplateElement
    ? Omit<Element, "id" | "x" | "y" | "width" | "height">
    : never
  : never;

export interface CanvasSchema {
  name: string;
  type: TemplateElement["kind"] | "ground";
  position: { x: number; y: number };
  width: number;
  height: number;
  /** pdfme then draws no box around it. */
  readOnly: true;
  element: ElementRest | TemplateDocument["background"];
  /** Of the values that its text names. */
  labels?: Record<string, string>;
  [member: string]: unknown;
}

export interface CanvasTemplate {
  basePdf: {
    width: number;
    height: number;
    padding: [number, number, number, number];
    staticSchema: CanvasSchema[];
  };
  schemas: [CanvasSchema[]];
}

/** What a value is called, by its name. */
export type LabelOf = (name: string) => string;

const round = (value: number): number => Math.round(value * 100) / 100;

/** How many elements, from the first, are ground. */
export function groundCount({ page, elements }: TemplateDocument): number {
  const { width, height } = pageSize(page);
  const isGround = (each: TemplateElement): boolean =>
    each.kind !== "text" && each.width * each.height >= GROUND_SHARE * width * height;
  const first = elements.findIndex((each) => !isGround(each));
  return first < 0 ? elements.length : first;
}

export function toCanvas(document: TemplateDocument, labelOf: LabelOf): CanvasTemplate {
  const { width, height } = pageSize(document.page);
  const ground: CanvasSchema = {
    ...{ name: "ground", type: "ground", position: { x: 0, y: 0 }, width, height, readOnly: true },
    element: document.background,
  };
  const schemas = document.elements.map((each) => schemaOf(each, labelOf));
  const count = groundCount(document);
  return {
    basePdf: { width, height, padding: [0, 0, 0, 0], staticSchema: [ground, ...schemas.slice(0, count)] },
    schemas: [schemas.slice(count)],
  };
}

function schemaOf(element: TemplateElement, labelOf: LabelOf): CanvasSchema {
  const { id, x, y, width, height, ...rest } = element;
  const names = rest.kind === "text" ? placeholdersOf(rest.text).map(({ name }) => name) : [];
  return {
    ...{ name: id, type: rest.kind, position: { x, y }, width, height, readOnly: true, element: rest as ElementRest },
    ...(names.length > 0 && { labels: Object.fromEntries(names.map((name) => [name, labelOf(name)])) }),
  };
}

/** The document with its elements as they were moved, resized, written in, copied and removed on the canvas. */
export function fromCanvas(template: Pick<Template, "schemas">, document: TemplateDocument): TemplateDocument {
  const page = pageSize(document.page);
  const ground = document.elements.slice(0, groundCount(document));
  const known = new Map(document.elements.map((each) => [each.id, each]));
  const taken = new Set(known.keys());
  const seen = new Set<string>();
  const moved = ((template.schemas[0] ?? []) as unknown as CanvasSchema[]).map((schema) => {
    const before = seen.has(schema.name) ? undefined : known.get(schema.name);
    const id = before?.id ?? freeId(schema.type, taken);
    taken.add(id);
    seen.add(id);
    return elementOf(schema, { id, before, page });
  });
  return { ...document, elements: [...ground, ...moved] };
}

function elementOf(
  schema: CanvasSchema,
  { id, before, page }: { id: string; before: TemplateElement | undefined; page: { width: number; height: number } },
): TemplateElement {
  const [width, height] = sizeOf(schema);
  const place = { x: round(schema.position.x), y: round(schema.position.y) };
  // pdfme shows what hangs over the edge within the page: that is no move of the author's.
  if (before && width === before.width && place.x === within(before.x, width, page.width)) place.x = before.x;
  if (before && height === before.height && place.y === within(before.y, height, page.height)) place.y = before.y;
  return { ...schema.element, id, ...place, width, height } as TemplateElement;
}

function within(at: number, length: number, whole: number): number {
  return at + length > whole ? round(Math.max(0, whole - length)) : at;
}

/** A code stays a square that can be read. */
function sizeOf({ type, width, height }: CanvasSchema): [width: number, height: number] {
  if (type !== "qr") return [round(width), round(height)];
  const side = Math.max(QR_SIDE_MIN_MM, round(Math.max(width, height)));
  return [side, side];
}
