/**
 * Reads QR codes, in the browser alone. Loaded when somebody asks for it: the program is a megabyte, served from here (zxing-wasm's own
 * default is another host).
 */
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

/** More of a picture makes reading slow, and no code clearer. */
const PIXELS_MAX = 4_000_000;
/** A photo of a phone has a fifth of it. */
const PICTURE_BYTES_MAX = 64 * 1024 * 1024;

/** What came of looking: the text; nothing found; no picture; or no program, as in a browser without WebAssembly. */
export type Scanned = { text: string } | "none" | "no_picture" | "not_loaded";

/** Begins to load the program. */
export function prepareReader(): void {
  const wasm = new URL("zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
}

/** Of a file of whatever kind. */
export async function scanPicture(file: File): Promise<Scanned> {
  if (file.size > PICTURE_BYTES_MAX) return "no_picture";
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return "no_picture";
  try {
    return await scan(picture, picture);
  } finally {
    picture.close();
  }
}

/** Of the frame that a camera shows now. */
export async function scanFrame(video: HTMLVideoElement): Promise<Scanned> {
  const { videoWidth: width, videoHeight: height } = video;
  return width === 0 || height === 0 ? "none" : await scan(video, { width, height });
}

async function scan(picture: CanvasImageSource, size: { width: number; height: number }): Promise<Scanned> {
  const scale = Math.min(1, Math.sqrt(PIXELS_MAX / (size.width * size.height)));
  const [width, height] = [size.width, size.height].map((side) => Math.max(1, Math.floor(side * scale))) as [
    number,
    number,
  ];
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return "not_loaded";
  context.drawImage(picture, 0, 0, width, height);
  try {
    const found = await readBarcodes(context.getImageData(0, 0, width, height), { formats: ["QRCode"] });
    // An empty text is a code that was seen and could not be read.
    const read = found.find(({ isValid, text }) => isValid && text !== "");
    return read ? { text: read.text } : "none";
  } catch {
    return "not_loaded";
  }
}
