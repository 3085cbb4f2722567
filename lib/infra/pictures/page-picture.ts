/**
 * Pictures for pages that people design: as `toPaperPicture`, but up to a whole sheet, and see-through where they were. A PDF takes
 * them as they come out.
 */
import { isAnimated, isJpeg, isPng, SIDE_PIXELS_MIN } from "./paper-picture.ts";

/** A sheet of A4 at 300 dpi and a little more. */
export const PAGE_SIDE_PIXELS_MAX = 6_000;
const PIXELS_MAX = 26_000_000;
/** Of what it becomes: some 200 dpi on A4. The first that is small enough is taken. */
const SIDES_MAX = [2_480, 1_754, 1_240, 877] as const;
/** It is in every certificate of a batch. */
export const PAGE_PICTURE_BYTES_MAX: number = 2 * 1024 * 1024;
const JPEG_QUALITY = 88;
const WORK_SECONDS_MAX = 20;

export type PageRefusal = "format" | "animated" | "unreadable" | "dimensions";

export interface PagePicture {
  bytes: Uint8Array;
  mediaType: "image/png" | "image/jpeg";
  width: number;
  height: number;
}

/** PNG for what was PNG, JPEG for what was JPEG, both of 8 bits in sRGB, upright, without metadata. The same file gives the same bytes. */
export async function toPagePicture(file: Uint8Array): Promise<PagePicture | { refused: PageRefusal }> {
  const png = isPng(file);
  if (!png && !isJpeg(file)) return { refused: "format" };
  if (png && isAnimated(file)) return { refused: "animated" };
  try {
    return await repaint(file, png);
  } catch {
    // libvips says why in words of its own, for programmers.
    return { refused: "unreadable" };
  }
}

async function repaint(file: Uint8Array, png: boolean): Promise<PagePicture | { refused: PageRefusal }> {
  const { default: sharp } = await import("sharp");
  const { width, height } = await sharp(file, { limitInputPixels: false }).metadata();
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (short < SIDE_PIXELS_MIN || long > PAGE_SIDE_PIXELS_MAX || width * height > PIXELS_MAX) {
    return { refused: "dimensions" };
  }
  for (const side of SIDES_MAX) {
    const upright = sharp(file, { failOn: "error", limitInputPixels: PIXELS_MAX }).autoOrient().toColourspace("srgb");
    const fitting = upright
      .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
      .timeout({ seconds: WORK_SECONDS_MAX });
    const made = png
      ? fitting.png({ compressionLevel: 9, adaptiveFiltering: true, palette: false })
      : fitting.jpeg({ quality: JPEG_QUALITY, progressive: false, chromaSubsampling: "4:4:4" });
    const { data, info } = await made.toBuffer({ resolveWithObject: true });
    if (data.length > PAGE_PICTURE_BYTES_MAX) continue;
    const mediaType = png ? "image/png" : "image/jpeg";
    return { bytes: new Uint8Array(data), mediaType, width: info.width, height: info.height };
  }
  return { refused: "dimensions" };
}
