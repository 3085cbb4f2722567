/** Keys of objects: `staged/<random>` while content arrives, `content/<organisation>/<2 hex>/<64 hex>` then. */
import type { ContentAddress, Stored } from "../port.ts";

export const STAGED = "staged/";
export const CONTENT = "content/";
/** Of the probe: nothing in it is anybody's. */
export const PROBE = "probe/";

const KEY = /^[\w-]{1,64}$/;
const ORGANISATION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PLACED = /^content\/([0-9a-f-]{36})\/[0-9a-f]{2}\/([0-9a-f]{64})$/;

/** @throws {Error} for what is no key and no address: it would name something else. */
export function nameOf(stored: Stored): string {
  if ("key" in stored) {
    if (!KEY.test(stored.key)) throw new Error("Not a key of staged content");
    return STAGED + stored.key;
  }
  const { organisationId, sha256 } = stored;
  if (!ORGANISATION.test(organisationId) || sha256.length !== 32) throw new Error("Not a content address");
  const hex = Buffer.from(sha256).toString("hex");
  return `${CONTENT}${organisationId}/${hex.slice(0, 2)}/${hex}`;
}

/** Undefined for what we have not put there. */
export function addressIn(name: string): ContentAddress | undefined {
  const [, organisationId, hex] = PLACED.exec(name) ?? [];
  if (organisationId === undefined || hex === undefined || !ORGANISATION.test(organisationId)) return undefined;
  return { organisationId, sha256: new Uint8Array(Buffer.from(hex, "hex")) };
}
