/** Streams of a PDF without their filters (ISO 32000-1 section 7.4): those that programs write around attachments and objects. */

/** Bytes of one stream, and of all that are inflated for one document. */
const STREAM_BYTES_MAX: number = 16 * 1024 * 1024;
export const INFLATED_BYTES_MAX: number = 64 * 1024 * 1024;

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

/** Undoes the PNG predictors (RFC 2083 section 6) that cross-reference and object streams may have. */
export function unpredict(bytes: Uint8Array, columns: number): Uint8Array {
  const rows = Math.floor(bytes.length / (columns + 1));
  const plain = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const kind = bytes[row * (columns + 1)] ?? 0;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const left = column > 0 ? (plain[at - 1] ?? 0) : 0;
      const up = row > 0 ? (plain[at - columns] ?? 0) : 0;
      const corner = column > 0 && row > 0 ? (plain[at - columns - 1] ?? 0) : 0;
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
  const digits = (text.split(">", 1)[0] ?? "").replace(/[^0-9A-Fa-f]/g, "");
  return Uint8Array.from({ length: Math.ceil(digits.length / 2) }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2).padEnd(2, "0"), 16),
  );
}

/** ASCII85Decode: five characters are four bytes, `z` is four zeros, `~` ends it. */
export function fromAscii85(text: string): Uint8Array {
  const digits = (text.split("~", 1)[0] ?? "").replaceAll("z", "!!!!!").replace(/[^!-u]/g, "");
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 5) {
    const group = digits.slice(at, at + 5);
    let value = 0;
    for (const digit of group.padEnd(5, "u")) value = value * 85 + digit.charCodeAt(0) - 33;
    const four = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) & 0xff);
    bytes.push(...four.slice(0, group.length - 1));
  }
  return Uint8Array.from(bytes);
}
