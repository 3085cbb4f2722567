/**
 * A credential within a PNG (Open Badges 3.0 section 5.3.1): one chunk `iTXt` of the keyword `openbadgecredential`, not compressed; pictures of
 * versions 1 and 2 are read as well, with `openbadges` for a keyword, in the first of them in `tEXt`. By hand,
 * from the specifications: the field's library knows the old versions only, and breaks on ordinary pictures.
 */
import { concat, equalBytes, fromUtf8, utf8 } from "#lib/core/text/bytes.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const KEYWORD = "openbadgecredential";
const KEYWORD_V2 = "openbadges";
/** Length, type, check value. */
const CHUNK_BYTES_MIN = 12;
const CHUNKS_MAX = 100_000;
/** Neither compressed nor in a language, without a translated keyword (PNG third edition, section 11.3.3.4). */
const PLAIN = Uint8Array.of(0, 0, 0, 0, 0);

type Chunk = { type: string; data: Uint8Array; start: number; end: number };

export const isPng = (bytes: Uint8Array): boolean => equalBytes(bytes.subarray(0, SIGNATURE.length), SIGNATURE);

/** The picture with the text in it. @throws {TypeError} for what is no PNG, or carries a credential already */
export function bakePng(png: Uint8Array, text: string): Uint8Array {
  const chunks = readChunks(png);
  const [header] = chunks ?? [];
  if (chunks === undefined || header === undefined || textsOf(chunks).length > 0)
    throw new TypeError("not a PNG to bake");
  const data = concat(utf8(KEYWORD), PLAIN, utf8(text));
  return concat(png.subarray(0, header.end), chunkOf("iTXt", data), png.subarray(header.end));
}

/** The text in a picture; undefined for one without, with several, or that is damaged. */
export function readBakedPng(png: Uint8Array): string | undefined {
  const [text, ...others] = textsOf(readChunks(png) ?? []);
  return others.length > 0 ? undefined : text;
}

/** One that cannot be read, as it is compressed or no UTF-8, counts as one all the same. */
function textsOf(chunks: readonly Chunk[]): (string | undefined)[] {
  const restAfter = (data: Uint8Array, keyword: string): Uint8Array | undefined => {
    const start = concat(utf8(keyword), Uint8Array.of(0));
    return equalBytes(data.subarray(0, start.length), start) ? data.subarray(keyword.length) : undefined;
  };
  return chunks.flatMap(({ type, data }) => {
    if (type === "tEXt") {
      const old = restAfter(data, KEYWORD_V2);
      return old ? [fromUtf8(old.subarray(1))] : [];
    }
    const rest = type === "iTXt" ? (restAfter(data, KEYWORD) ?? restAfter(data, KEYWORD_V2)) : undefined;
    if (rest === undefined) return [];
    return [equalBytes(rest.subarray(0, PLAIN.length), PLAIN) ? fromUtf8(rest.subarray(PLAIN.length)) : undefined];
  });
}

/** All chunks up to the end of the picture; undefined where one is cut off or damaged, or something follows the last. */
function readChunks(png: Uint8Array): Chunk[] | undefined {
  if (!isPng(png)) return undefined;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  let start = SIGNATURE.length;
  while (png.length - start >= CHUNK_BYTES_MIN && chunks.length < CHUNKS_MAX) {
    const length = view.getUint32(start);
    const end = start + CHUNK_BYTES_MIN + length;
    if (end > png.length || view.getUint32(end - 4) !== crc32(png.subarray(start + 4, end - 4))) return undefined;
    const type = String.fromCharCode(...png.subarray(start + 4, start + 8));
    if ((chunks.length === 0) !== (type === "IHDR")) return undefined;
    chunks.push({ type, data: png.subarray(start + 8, end - 4), start, end });
    if (type === "IEND") return end === png.length ? chunks : undefined;
    start = end;
  }
  return undefined;
}

function chunkOf(type: string, data: Uint8Array): Uint8Array {
  const named = concat(utf8(type), data);
  const [length, check] = [new Uint8Array(4), new Uint8Array(4)];
  new DataView(length.buffer).setUint32(0, data.length);
  new DataView(check.buffer).setUint32(0, crc32(named));
  return concat(length, named, check);
}

const POLYNOMIAL = 0xedb88320;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? POLYNOMIAL ^ (value >>> 1) : value >>> 1;
  return value;
});

/** PNG third edition, annex D. */
function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
