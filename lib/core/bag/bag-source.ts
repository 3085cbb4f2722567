/** Where a bag's files come from: a folder, or whatever else has names and bytes. */
import { fromUtf8 } from "../text/bytes.ts";
import { type BagAlgorithm, LINE_CHARS_MAX } from "./manifest.ts";

export interface FoundFile {
  /** Relative to the bag, with `/`; as it is written where it lies. */
  path: string;
  /** special: a link, a device, a folder that goes too deep; nothing that a bag has. */
  kind: "file" | "special";
  /** Bytes; 0 of what is special. */
  size: number;
}

export interface StreamingHash {
  update: (chunk: Uint8Array) => unknown;
  digest: () => Uint8Array;
}

export interface BagSource {
  /** Everything in the bag but folders, links not followed. */
  list: () => AsyncIterable<FoundFile>;
  /** Never more bytes than `found.size` and one, so that a file that grows is changed and has an end. */
  open: (found: FoundFile) => AsyncIterable<Uint8Array>;
  hash: (algorithm: BagAlgorithm) => StreamingHash;
  /** Whoever waits has had enough: list and open throw. */
  signal?: AbortSignal | undefined;
}

/** Its bytes; undefined when it is longer than `bytesMax` or cannot be read. */
export async function readUpTo(
  source: BagSource,
  { found, bytesMax }: { found: FoundFile; bytesMax: number },
): Promise<Uint8Array | undefined> {
  if (found.size > bytesMax) return undefined;
  const bytes = new Uint8Array(found.size);
  let at = 0;
  try {
    for await (const chunk of source.open(found)) {
      if (at + chunk.length > bytes.length) return undefined;
      bytes.set(chunk, at);
      at += chunk.length;
    }
  } catch (error) {
    if (source.signal?.aborted) throw error;
    return undefined;
  }
  return at === bytes.length ? bytes : undefined;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * The lines of a text file without their ends, which are LF, CR or both (RFC 8493 section 2.1.3). One that is too long or no UTF-8 comes
 * as undefined, and nothing after it, as what cannot be read does.
 */
export async function* linesOf(source: BagSource, found: FoundFile): AsyncGenerator<string | undefined> {
  let rest: Uint8Array = new Uint8Array(0);
  let isAfterCr = false;
  try {
    for await (const chunk of source.open(found)) {
      let begin = 0;
      for (let at = 0; at < chunk.length; at++) {
        const code = chunk[at];
        if (code === LF && at === begin && isAfterCr && rest.length === 0) {
          begin = at + 1;
        } else if (code === LF || code === CR) {
          const line = textOf(rest, chunk.subarray(begin, at));
          yield line;
          if (line === undefined) return;
          rest = new Uint8Array(0);
          begin = at + 1;
        }
        isAfterCr = code === CR;
      }
      rest = joined(rest, chunk.subarray(begin));
      // A character has three bytes for each code unit of its text, at most.
      if (rest.length <= 3 * LINE_CHARS_MAX) continue;
      yield undefined;
      return;
    }
  } catch (error) {
    if (source.signal?.aborted) throw error;
    yield undefined;
    return;
  }
  if (rest.length > 0) yield textOf(rest, new Uint8Array(0));
}

function textOf(rest: Uint8Array, more: Uint8Array): string | undefined {
  const text = fromUtf8(joined(rest, more));
  return text !== undefined && text.length <= LINE_CHARS_MAX ? text : undefined;
}

/** A copy, whatever becomes of the memory that a chunk came in. */
function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
