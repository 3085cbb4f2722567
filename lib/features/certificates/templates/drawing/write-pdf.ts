/**
 * A scene as a PDF: one page, tagged, archival in form (PDF/A-3). What all certificates of a batch share (ornaments, seals,
 * pictures) is made once and goes into each of them as it is.
 */
import type { PDFDocument, PDFObject, PDFOperator, PDFRef } from "pdf-lib";
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { embedFaces, openDocument, saveDocument } from "#lib/pdf/document.ts";
import { type Color, Pen, pathOperators } from "#lib/pdf/pen.ts";
import { qrAreas } from "#lib/pdf/qr.ts";
import { createStructure, type Structure } from "#lib/pdf/structure.ts";
import type { Shape } from "#lib/pdf/trace.ts";
import type { HexColor, TemplateDocument } from "../types.ts";
import { POINTS_PER_MM } from "./fit.ts";
import type { Scene, SceneItem, ScenePicture, SceneText } from "./scene.ts";
import type { Particulars } from "./words.ts";

/** Pictures by the hex SHA-256 of their bytes: PNG or JPEG, as verbs/add-picture.ts keeps them. */
export type Pictures = ReadonlyMap<string, Uint8Array>;

interface Held {
  ref: PDFRef;
  width: number;
  height: number;
}

/** Objects that are the same in every PDF of a batch, under the same numbers. */
export interface Shared {
  objects: readonly (readonly [PDFRef, PDFObject])[];
  drawings: ReadonlyMap<string, PDFRef>;
  pictures: ReadonlyMap<string, Held>;
  /** The number of the last of them, and of the last that a document has before them. */
  last: number;
  first: number;
}

const DOCUMENT_FACTS = { title: "", subject: "", language: "en", date: new Date(0), identity: new Uint8Array(16) };
const PDF_UNSEEN: Color = [0.5, 0.5, 0.5];

function rgb(color: HexColor): Color {
  const part = (at: number) => Number.parseInt(color.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

/** From millimetres downwards to points upwards. */
const placeOn =
  ({ height }: Scene) =>
  (x: number, y: number): [number, number] => [x * POINTS_PER_MM, (height - y) * POINTS_PER_MM];

const thousandth = (value: number): number => Math.round(value * 1000) / 1000;

function operatorsOf(shapes: readonly Shape[], scene: Scene): PDFOperator[] {
  const exact = placeOn(scene);
  // Hundredths of a point are finer than any printer, and ornaments have many thousands of them.
  const place = (px: number, py: number): [number, number] => {
    const [x, y] = exact(px, py);
    return [Math.round(x * 100) / 100, Math.round(y * 100) / 100];
  };
  return shapes.flatMap(({ steps, fill, stroke, evenOdd }) => {
    const line = stroke && { color: rgb(stroke.color), width: stroke.width * POINTS_PER_MM };
    return pathOperators(steps, { fill: fill && rgb(fill), stroke: line, evenOdd }, place);
  });
}

/** @throws {Error} for a picture that is not there, or no PNG or JPEG */
async function embedAll(doc: PDFDocument, scene: Scene, pictures: Pictures): Promise<Map<string, Held>> {
  const held = new Map<string, Held>();
  for (const item of scene.items) {
    if (item.kind !== "picture" || held.has(item.picture)) continue;
    const bytes = pictures.get(item.picture);
    if (!bytes) throw new Error(`The template's picture ${item.picture} is not there.`);
    const image = bytes[0] === 0xff ? await doc.embedJpg(bytes) : await doc.embedPng(bytes);
    await image.embed();
    held.set(item.picture, { ref: image.ref, width: image.width, height: image.height });
  }
  return held;
}

/** Made from the scene of any certificate of the batch. */
export async function shareAmong(scene: Scene, pictures: Pictures): Promise<Shared> {
  const doc = await openDocument(DOCUMENT_FACTS);
  const { context } = doc;
  const first = context.largestObjectNumber;
  const held = await embedAll(doc, scene, pictures);
  const drawings = new Map<string, PDFRef>();
  const size = [0, 0, scene.width * POINTS_PER_MM, scene.height * POINTS_PER_MM];
  for (const item of scene.items) {
    if (item.kind !== "shapes") continue;
    const drawing = context.formXObject(operatorsOf(item.shapes, scene), { BBox: size, Resources: {} });
    drawings.set(item.element, context.register(drawing));
  }
  const objects = context.enumerateIndirectObjects().filter(([{ objectNumber }]) => objectNumber > first);
  return { objects, drawings, pictures: held, first, last: context.largestObjectNumber };
}

function adopt(doc: PDFDocument, { objects, first, last }: Shared): void {
  const { context } = doc;
  if (context.largestObjectNumber !== first)
    throw new Error("The document does not begin as those that it shares with.");
  for (const [ref, object] of objects) context.assign(ref, object);
  context.largestObjectNumber = last;
}

interface Drawing {
  scene: Scene;
  shared: Shared;
  pen: Pen;
  structure: Structure;
}

const ROLES = { title: "H1", heading: "H2", text: "P" } as const;

function drawText({ pen, structure, scene }: Drawing, { lines, size, color, role }: SceneText): void {
  const place = placeOn(scene);
  const ink = rgb(color);
  structure.within(ROLES[role], () =>
    structure.mark(pen.page, () => {
      for (const { line, x, y } of lines) {
        const [px, py] = place(x, y);
        pen.line(line, { x: px, y: py, size, color: ink, boxColor: PDF_UNSEEN });
      }
    }),
  );
}

function drawPicture({ pen, scene, shared }: Drawing, { picture, box, fit }: ScenePicture): void {
  const held = shared.pictures.get(picture);
  if (!held) return;
  const scales = [box.width / held.width, box.height / held.height] as const;
  const scale = fit === "cover" ? Math.max(...scales) : Math.min(...scales);
  const area = (width: number, height: number) => {
    const [x, y] = placeOn(scene)(box.x + (box.width - width) / 2, box.y + (box.height + height) / 2);
    return { x, y, width: width * POINTS_PER_MM, height: height * POINTS_PER_MM };
  };
  const within = fit === "cover" ? area(box.width, box.height) : undefined;
  pen.picture(held, area(held.width * scale, held.height * scale), within);
}

function drawItem(drawing: Drawing, item: SceneItem): void {
  const { pen, structure, shared, scene } = drawing;
  const shown = (alt: string | undefined, draw: () => void): void => {
    if (alt === undefined) structure.artifact(pen.page, draw);
    else structure.within("Figure", () => structure.mark(pen.page, draw), alt);
  };
  switch (item.kind) {
    case "text":
      drawText(drawing, item);
      break;
    case "picture":
      shown(item.alt, () => drawPicture(drawing, item));
      break;
    case "shapes": {
      const ref = shared.drawings.get(item.element);
      if (ref) shown(item.alt, () => pen.drawing(ref));
      break;
    }
    case "qr": {
      const [x, y] = placeOn(scene)(item.box.x, item.box.y + item.box.height);
      const side = item.box.width * POINTS_PER_MM;
      shown(item.alt, () => {
        pen.fill({ x, y, width: side, height: side }, [1, 1, 1]);
        pen.fillAll(qrAreas(item.alt, { x, y, side }), rgb(item.color));
      });
    }
  }
}

export interface PdfFacts {
  document: TemplateDocument;
  holderName: string;
  particulars: Particulars;
  /** Random: no two certificates are the same file, and nobody guesses one (ISO 32000-1 §14.4, /ID). */
  identity: Uint8Array;
}

/** The same bytes for the same facts. */
export async function writePdf(
  scene: Scene,
  { shared, facts }: { shared: Shared; facts: PdfFacts },
): Promise<Uint8Array> {
  const { document, particulars, holderName, identity } = facts;
  const doc = await openDocument({
    title: `${document.achievement.name} · ${holderName}`,
    subject: `${particulars.issuerName} · ${particulars.certificateId}`,
    language: document.language,
    date: new Date(particulars.issuedAt),
    identity,
  });
  adopt(doc, shared);
  const fonts = embedFaces(doc, identity);
  const structure = createStructure(doc);
  const size: [number, number] = [thousandth(scene.width * POINTS_PER_MM), thousandth(scene.height * POINTS_PER_MM)];
  const pen = new Pen(doc, { fonts, size });
  if (scene.background !== "#ffffff") {
    structure.artifact(pen.page, () =>
      pen.fill({ x: 0, y: 0, width: size[0], height: size[1] }, rgb(scene.background)),
    );
  }
  const drawing: Drawing = { scene, shared, pen, structure };
  for (const item of scene.items) drawItem(drawing, item);
  structure.finish();
  return await saveDocument(doc, fonts);
}

/** Names what a batch shares. */
export function sharedKey(canonical: string, issuerName: string): string {
  return toHex(sha256(new TextEncoder().encode(`${issuerName}\0${canonical}`)));
}
