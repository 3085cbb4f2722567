/**
 * Draws the pages of a PDF, in the browser alone. Loaded when somebody asks for it: library and worker are half a megabyte. Neither
 * evaluates code, asks the network, runs what a PDF brings, or hands its fonts to the browser: glyphs are drawn as paths.
 */
import { AnnotationMode, getDocument, type PDFPageProxy, PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";

/** Pages that are drawn unless more are asked for; the rest are in the file. */
const PAGES_MAX = 4;
/** Of one page: 200 dots an inch of A4, and 16 MB. */
const PIXELS_MAX = 4_000_000;
/** The longest side of a canvas that every browser draws. */
const SIDE_PIXELS_MAX = 4_096;
/** From opening to the last page, on a slow phone. */
const TIMEOUT_MS = 30_000;

/** `count`: of all its pages, drawn or not. */
export type Drawn = { pages: HTMLCanvasElement[]; count: number };

/** Rejects for what cannot be drawn whole, and for what takes too long. Takes `pdf` over. */
export async function drawPages(pdf: Uint8Array, pagesMax: number = PAGES_MAX): Promise<Drawn> {
  const port = new Worker(new URL("./pdf.worker.ts", import.meta.url), { type: "module", name: "pdf" });
  const worker = PDFWorker.create({ port });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const failure = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Drawing took too long")), TIMEOUT_MS);
    port.addEventListener("error", () => reject(new Error("The worker did not start")));
  });
  try {
    return await Promise.race([drawWith(worker, { data: pdf, pagesMax }), failure]);
  } finally {
    clearTimeout(timer);
    worker.destroy();
    port.terminate();
  }
}

async function drawWith(worker: PDFWorker, { data, pagesMax }: { data: Uint8Array; pagesMax: number }): Promise<Drawn> {
  const only = { disableFontFace: true, useSystemFonts: false, useWasm: false, stopAtErrors: true, verbosity: 0 };
  const document = await getDocument({ data, worker, ...only }).promise;
  const pages: HTMLCanvasElement[] = [];
  for (let number = 1; number <= Math.min(document.numPages, pagesMax); number += 1) {
    pages.push(await drawPage(await document.getPage(number)));
  }
  return { pages, count: document.numPages };
}

async function drawPage(page: PDFPageProxy): Promise<HTMLCanvasElement> {
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(Math.sqrt(PIXELS_MAX / (width * height)), SIDE_PIXELS_MAX / Math.max(width, height));
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.floor(viewport.width));
  canvas.height = Math.max(1, Math.floor(viewport.height));
  canvas.className = "block h-auto w-full";
  // As for a printer: at once, and not frame by frame, for which a page in the background waits for ever.
  await page.render({ canvas, viewport, intent: "print", annotationMode: AnnotationMode.DISABLE }).promise;
  return canvas;
}
