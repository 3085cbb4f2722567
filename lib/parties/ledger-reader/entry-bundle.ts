/** Entry bundles of C2SP tlog-tiles: for each entry its length (2 bytes, big-endian) and its bytes. */
import { TILE_WIDTH } from "#lib/core/log/tiles.ts";

const LENGTH_BYTES = 2;
const ENTRY_BYTES_MAX = 0xffff;
/** What the format allows for a full bundle. */
export const BUNDLE_BYTES_MAX: number = TILE_WIDTH * (LENGTH_BYTES + ENTRY_BYTES_MAX);

/**
 * The first `width` entries of a bundle and the bytes that hold them; undefined when it has fewer, or ends inside of one. What follows
 * them may be the rest of a full bundle, so it counts neither for nor against it.
 */
export function parseBundle(
  bundle: Uint8Array,
  width: number,
): { bytes: Uint8Array; entries: Uint8Array[] } | undefined {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width) {
    if (at + LENGTH_BYTES > bundle.length) return undefined;
    const end = at + LENGTH_BYTES + view.getUint16(at);
    if (end > bundle.length) return undefined;
    entries.push(bundle.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return { bytes: bundle.subarray(0, at), entries };
}
