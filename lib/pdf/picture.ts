/** Pictures in a document (ISO 32000-1 §8.9.5). The pixels of a PNG are compressed as a document's are, and go in as they are. */
import type { PDFDocument, PDFRef } from "pdf-lib";

const SIGNATURE_BYTES = 8;
/** Length, type and check sum of a chunk (W3C PNG, section 5.3). */
const CHUNK_FRAME_BYTES = 12;
const BITS = 8;
/** Colour type 2 of a PNG: red, green and blue; its filters are a document's predictor 15. */
const TRUECOLOUR = 2;
const PNG_PREDICTOR = 15;
const COLOURS = 3;

export interface Picture {
  ref: PDFRef;
  /** In pixels. */
  width: number;
  height: number;
}

/**
 * @param png of 8 bits of red, green and blue, not interlaced, and without transparency
 * @throws {RangeError} for any other
 */
export function embedPicture(doc: PDFDocument, png: Uint8Array): Picture {
  const { width, height, pixels } = readPng(png);
  const decoding = { Predictor: PNG_PREDICTOR, Colors: COLOURS, BitsPerComponent: BITS, Columns: width };
  const stream = doc.context.stream(pixels, {
    ...{ Type: "XObject", Subtype: "Image", Width: width, Height: height },
    ...{ ColorSpace: "DeviceRGB", BitsPerComponent: BITS, Filter: "FlateDecode", DecodeParms: decoding },
  });
  return { ref: doc.context.register(stream), width, height };
}

function readPng(png: Uint8Array): { width: number; height: number; pixels: Uint8Array } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const head = SIGNATURE_BYTES + 8;
  const [bits, colourType, , , interlace] = png.subarray(head + 8, head + 13);
  if (bits !== BITS || colourType !== TRUECOLOUR || interlace !== 0) throw new RangeError("not a plain picture");
  const parts: Uint8Array[] = [];
  for (let at = SIGNATURE_BYTES; at + CHUNK_FRAME_BYTES <= png.length; ) {
    const length = view.getUint32(at);
    if (String.fromCharCode(...png.subarray(at + 4, at + 8)) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + length));
    at += CHUNK_FRAME_BYTES + length;
  }
  return {
    width: view.getUint32(head),
    height: view.getUint32(head + 4),
    pixels: new Uint8Array(Buffer.concat(parts)),
  };
}
