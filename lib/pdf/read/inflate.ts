/** Streams of a PDF without their filters (ISO 32000-1 section 7.4): those that programs write around attachments and objects. */
import { concat } from "#lib/core/text/bytes.ts";
import { fromHexDigits } from "./values.ts";

/** Bytes of one stream. */
const STREAM_BYTES_MAX: number = 16 * 1024 * 1024;
const ZERO_GROUP = 0x7a;

/** Of a zlib stream; what comes before a fault or the limit counts, as in other readers. */
export async function inflate(bytes: Uint8Array, bytesMax: number = STREAM_BYTES_MAX): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  try {
    while (size <= bytesMax) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
    }
  } catch {
    // Often a line end after the last byte: everything has been read by then.
  }
  await reader.cancel().catch(() => {});
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.subarray(0, bytesMax);
}

/** Of a zlib stream that ends where its bytes do, or where a line end follows; undefined for any other. */
export async function inflateWhole(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  for (const end of [bytes.length, bytes.length - 1, bytes.length - 2]) {
    if (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) return undefined;
    const stream = new Blob([new Uint8Array(bytes.subarray(0, end))]).stream();
    const inflated = await readUpTo(stream.pipeThrough(new DecompressionStream("deflate")), STREAM_BYTES_MAX);
    if (inflated) return inflated;
  }
  return undefined;
}

async function readUpTo(stream: ReadableStream<Uint8Array>, bytesMax: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let left = bytesMax;
  try {
    for await (const chunk of stream) {
      left -= chunk.length;
      if (left < 0) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return concat(...chunks);
}

/**
 * Undoes the PNG predictors (RFC 2083 section 6) that cross-reference and object streams may have.
 *
 * @param columns bytes of a row @param pixel bytes from one sample to the same of the next
 */
export function unpredict(bytes: Uint8Array, columns: number, pixel = 1): Uint8Array {
  const rows = Math.floor(bytes.length / (columns + 1));
  const plain = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const kind = bytes[row * (columns + 1)] ?? 0;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const left = column >= pixel ? (plain[at - pixel] ?? 0) : 0;
      const up = row > 0 ? (plain[at - columns] ?? 0) : 0;
      const corner = column >= pixel && row > 0 ? (plain[at - columns - pixel] ?? 0) : 0;
      const raw = bytes[row * (columns + 1) + 1 + column] ?? 0;
      plain[at] = raw + ([0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind] ?? 0);
    }
  }
  return plain;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const distances = [left, up, corner].map((each) => Math.abs(estimate - each));
  return [left, up, corner][distances.indexOf(Math.min(...distances))] ?? 0;
}

/** ASCIIHexDecode: white space is passed over, `>` ends it. */
export function fromAsciiHex(text: string): Uint8Array {
  return fromHexDigits(text.split(">", 1)[0] ?? "");
}

/** ASCII85Decode: five characters are four bytes, `z` is four zeros, `~` ends it. What comes before the limit counts. */
export function fromAscii85(text: string, bytesMax: number = STREAM_BYTES_MAX): Uint8Array {
  const digits = (text.split("~", 1)[0] ?? "").replace(/[^!-uz]/g, "");
  const bytes = new Uint8Array(Math.min(bytesMax, 4 * digits.length));
  const view = new DataView(bytes.buffer);
  let [size, value, count] = [0, 0, 0];
  for (let at = 0; at < digits.length && size + 4 <= bytes.length; at++) {
    const digit = digits.charCodeAt(at);
    if (digit === ZERO_GROUP) {
      if (count === 0) size += 4;
      continue;
    }
    value = value * 85 + digit - 33;
    if (++count < 5) continue;
    view.setUint32(size, value);
    [size, value, count] = [size + 4, 0, 0];
  }
  if (count < 2 || size + 4 > bytes.length) return bytes.subarray(0, size);
  // The last group may be shorter, as if the highest digit followed: so many characters less one are bytes.
  for (let missing = count; missing < 5; missing++) value = value * 85 + 84;
  view.setUint32(size, value);
  return bytes.subarray(0, size + count - 1);
}
