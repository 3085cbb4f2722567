/**
 * Pictures that people hand in, made into ones that are safe to show and to print: taken apart by libvips and written anew, so that
 * nothing is left of a file but its pixels (no metadata, no second format behind the first, no bytes after its end).
 */
import type { Sharp } from "sharp";

/** PNG (W3C PNG, section 5.2) and JPEG (ISO 10918-1, SOI and the marker after it). What a file is called does not count. */
const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG_START = [0xff, 0xd8, 0xff];
export const SIDE_PIXELS_MIN = 32;
export const SIDE_PIXELS_MAX = 4_000;
/** Of what it becomes: 300 dpi and more in the place that it has on paper. The first that is small enough is taken. */
const BOXES = [
  { width: 720, height: 192 },
  { width: 540, height: 144 },
  { width: 360, height: 96 },
  { width: 240, height: 64 },
] as const;
/** It is in every receipt that is drawn. */
export const PAPER_PICTURE_BYTES_MAX: number = 96 * 1024;
/** Nobody sees on paper what is so close to white, of 255. */
const WHITE_MIN = 248;
const WORK_SECONDS_MAX = 10;
/** What finds a document's files looks for this in all of its bytes (lib/core/receipt/receipt-pdf.ts). */
const DOCUMENT_WORD = "/Type";

export type PictureRefusal = "format" | "animated" | "unreadable" | "dimensions" | "blank";

/**
 * The picture as it is on white paper: PNG, 8 bits of red, green and blue, not interlaced, at most PAPER_PICTURE_BYTES_MAX bytes. The same
 * file gives the same bytes.
 */
export async function toPaperPicture(file: Uint8Array): Promise<{ png: Uint8Array } | { refused: PictureRefusal }> {
  const png = isPng(file);
  if (!png && !isJpeg(file)) return { refused: "format" };
  if (png && isAnimated(file)) return { refused: "animated" };
  try {
    return await repaint(file);
  } catch {
    // libvips says why in words of its own, for programmers.
    return { refused: "unreadable" };
  }
}

async function repaint(file: Uint8Array): Promise<{ png: Uint8Array } | { refused: PictureRefusal }> {
  const { default: sharp } = await import("sharp");
  const opened = () => sharp(file, { failOn: "error", limitInputPixels: SIDE_PIXELS_MAX ** 2 });
  const { width, height } = await sharp(file, { limitInputPixels: false }).metadata();
  if (Math.min(width, height) < SIDE_PIXELS_MIN || Math.max(width, height) > SIDE_PIXELS_MAX) {
    return { refused: "dimensions" };
  }
  for (const box of BOXES) {
    const onPaper = opened().autoOrient().flatten({ background: "white" }).toColourspace("srgb");
    const fitting = onPaper
      .resize({ ...box, fit: "inside", withoutEnlargement: true })
      .timeout({ seconds: WORK_SECONDS_MAX });
    if (await isBlank(fitting.clone())) return { refused: "blank" };
    const png = await fitting.png({ compressionLevel: 9, adaptiveFiltering: true, palette: false }).toBuffer();
    if (png.length <= PAPER_PICTURE_BYTES_MAX && !png.includes(DOCUMENT_WORD)) return { png: new Uint8Array(png) };
  }
  return { refused: "unreadable" };
}

function startsWith(file: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => file[at] === byte);
}

export function isPng(file: Uint8Array): boolean {
  return startsWith(file, PNG_START);
}

export function isJpeg(file: Uint8Array): boolean {
  return startsWith(file, JPEG_START);
}

/** Whether an animation's control chunk comes before the pixels (W3C PNG, section 11.3.6.1). */
export function isAnimated(png: Uint8Array): boolean {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (let at = PNG_START.length; at + 12 <= png.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (type === "acTL" || type === "IDAT") return type === "acTL";
  }
  return false;
}

async function isBlank(picture: Sharp): Promise<boolean> {
  const pixels = await picture.raw().toBuffer();
  return pixels.every((value) => value >= WHITE_MIN);
}
