/** A PDF that is about to be sealed, taken apart in the browser so that one sees where the seal goes. Loaded when a document is given. */
import { AnnotationMode, getDocument, type PDFDocumentProxy, PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";

/** Of a page on the screen: 150 dots an inch of A4. */
const PIXELS_MAX = 2_200_000;
const SIDE_PIXELS_MAX = 4_096;
const MM_A_POINT = 25.4 / 72;

export interface DrawnPage {
  canvas: HTMLCanvasElement;
  /** As it is shown, in millimetres. */
  width: number;
  height: number;
}

export interface OpenDocument {
  pages: number;
  /** Full names of its fields for signatures, signed or not. */
  fields: string[];
  draw: (number: number) => Promise<DrawnPage>;
  /** The words of a page, in the order in which it has them. */
  text: (number: number) => Promise<string>;
  close: () => void;
}

/** Rejects for what cannot be read. Takes `data` over. */
export async function openDocument(data: Uint8Array): Promise<OpenDocument> {
  const port = new Worker(new URL("../../certificates/picture/pdf.worker.ts", import.meta.url), {
    type: "module",
    name: "pdf",
  });
  const worker = PDFWorker.create({ port });
  const close = () => {
    worker.destroy();
    port.terminate();
  };
  try {
    const only = { disableFontFace: true, useSystemFonts: false, useWasm: false, verbosity: 0 };
    const document = await getDocument({ data, worker, ...only }).promise;
    const fields = await signatureFields(document);
    return {
      ...{ pages: document.numPages, fields, close },
      draw: (number) => drawPage(document, number),
      text: (number) => textOf(document, number),
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function signatureFields(document: PDFDocumentProxy): Promise<string[]> {
  const found = ((await document.getFieldObjects()) ?? {}) as Record<string, { type?: string }[]>;
  return Object.entries(found).flatMap(([name, widgets]) =>
    widgets.some(({ type }) => type === "signature") ? [name] : [],
  );
}

async function textOf(document: PDFDocumentProxy, number: number): Promise<string> {
  const { items } = await (await document.getPage(number)).getTextContent();
  return items.map((item) => ("str" in item ? `${item.str}${item.hasEOL ? "\n" : ""}` : "")).join("");
}

async function drawPage(document: PDFDocumentProxy, number: number): Promise<DrawnPage> {
  const page = await document.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(Math.sqrt(PIXELS_MAX / (width * height)), SIDE_PIXELS_MAX / Math.max(width, height));
  const viewport = page.getViewport({ scale });
  const canvas = globalThis.document.createElement("canvas");
  canvas.width = Math.max(1, Math.floor(viewport.width));
  canvas.height = Math.max(1, Math.floor(viewport.height));
  canvas.className = "block h-auto w-full";
  // As for a printer: at once, and not frame by frame, for which a page in the background waits for ever.
  await page.render({ canvas, viewport, intent: "print", annotationMode: AnnotationMode.ENABLE }).promise;
  return { canvas, width: width * MM_A_POINT, height: height * MM_A_POINT };
}
