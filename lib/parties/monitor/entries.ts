/** The entries of a ledger as a monitor lists them: read from verified bundles. */

import { ENTRY_V1, parseEntry } from "#lib/core/claim/entry.ts";
import { isHeaderEntry } from "#lib/core/log/block.ts";
import { TILE_WIDTH } from "#lib/core/log/tiles.ts";
import { fromBase64, fromUtf8, sha256, toHex } from "#lib/core/text/bytes.ts";
import type { VerifiedTree } from "../ledger-reader/verified-tree.ts";

const WIDTH = BigInt(TILE_WIDTH);
const LINE_CHARS_MAX = 512;

export interface ListedEntry {
  index: bigint;
  bytes: Uint8Array;
  /** `block` for the header of a block. Undefined for an entry that is not of this format: other programs' ledgers have others. */
  type: string | undefined;
  /** Hex SHA-256 of the record; of the entry itself when it is not of this format. */
  hash: string;
  /** Whom the entry itself names. Entries of files and digests name nobody. */
  issuer: string | undefined;
}

/** Entries from index `from` on, in order. Throws as `VerifiedTree` does. */
export async function* listEntries(tree: VerifiedTree, from: bigint): AsyncGenerator<ListedEntry> {
  for (let bundle = from / WIDTH; bundle * WIDTH < tree.size; bundle++) {
    const { entries } = await tree.bundle(bundle);
    const skip = bundle === from / WIDTH ? Number(from % WIDTH) : 0;
    for (let at = skip; at < entries.length; at++) {
      yield readEntry(bundle * WIDTH + BigInt(at), entries[at] ?? new Uint8Array());
    }
  }
}

/** Version 1, which may name its issuer on a fourth line, and version 2, of whatever kind. */
function readEntry(index: bigint, entry: Uint8Array): ListedEntry {
  const unread = { index, bytes: entry, hash: toHex(sha256(entry)), issuer: undefined };
  if (isHeaderEntry(entry)) return { ...unread, type: "block" };
  const parsed = parseEntry(entry);
  if (parsed?.version === 2) {
    return { index, bytes: entry, type: parsed.kind, hash: toHex(parsed.recordHash), issuer: parsed.issuer };
  }
  const lines = (fromUtf8(entry) ?? "").split("\n", 5);
  const [version, type = "", hashText = "", issuer = ""] = lines;
  const hash = fromBase64(hashText);
  if (version !== ENTRY_V1 || hash === undefined || lines.some((line) => line.length > LINE_CHARS_MAX)) {
    return { ...unread, type: undefined };
  }
  return { index, bytes: entry, type, hash: toHex(hash), issuer: issuer === "" ? undefined : issuer };
}
