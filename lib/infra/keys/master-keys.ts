/**
 * Keys that wrap the keys of organisations: from `MASTER_KEYS`, or from `DATA_DIR/master.keys`, which is made on first use. The first wraps;
 * all of them unwrap, so that one is exchanged by writing the new one before it, and taking the old one away once nothing is wrapped by it.
 * One may be held by a hardware security module: `pkcs11:LABEL` in its place.
 */
import { hash } from "node:crypto";
import { join } from "node:path";
import { env } from "#lib/env.ts";
import { hasHsm } from "./hsm/module.ts";
import { unwrapInHsm, wrapInHsm } from "./hsm/wrapping.ts";
import { unwrapKey, wrapKey } from "./key-wrap.ts";
import { decodeSecret, readSecrets } from "./secret-file.ts";

export interface MasterKey {
  /** 16 hex characters, made of the key: what was wrapped by it says so. */
  id: string;
  /** @param key 32 bytes @returns 40 bytes (RFC 3394) @throws {HsmAway} */
  wrap(key: Uint8Array): Buffer<ArrayBuffer>;
  /** @returns 32 bytes @throws {Error} when it was wrapped by another key, or changed since @throws {HsmAway} */
  unwrap(wrapped: Uint8Array): Buffer<ArrayBuffer>;
}

const ID_CHARS = 16;
let cached: readonly MasterKey[] | undefined;

/** The first is the one that wraps. @throws {Error} when one is malformed, or the file is unreadable, or readable by others. */
export function masterKeys(): readonly [MasterKey, ...MasterKey[]] {
  cached ??= env.MASTER_KEYS
    ? env.MASTER_KEYS.split(",").map((each) => fromEnvironment(each.trim()))
    : readSecrets(join(env.DATA_DIR, "master.keys")).map(inSoftware);
  return cached as [MasterKey, ...MasterKey[]];
}

function fromEnvironment(text: string): MasterKey {
  const [, label] = /^pkcs11:(.+)$/.exec(text) ?? [];
  if (label !== undefined) return inHsm(label);
  const key = decodeSecret(text);
  if (!key) {
    throw new Error(
      "MASTER_KEYS must be 32 bytes in base64 each (make one with: openssl rand -base64 32), or pkcs11: and the label of a key in the hardware security module.",
    );
  }
  return inSoftware(key);
}

function inSoftware(key: Uint8Array): MasterKey {
  return {
    id: idOf("sealbook master key id", key),
    wrap: (other) => wrapKey(other, key),
    unwrap: (wrapped) => unwrapKey(wrapped, key),
  };
}

/** Known by its label, which stays when it is copied to another module. */
function inHsm(label: string): MasterKey {
  if (!hasHsm())
    throw new Error(`MASTER_KEYS names the key ${label} of a hardware security module: set PKCS11_MODULE.`);
  return {
    id: idOf("sealbook master key label", Buffer.from(label)),
    wrap: (other) => wrapInHsm(label, other),
    unwrap: (wrapped) => unwrapInHsm(label, wrapped),
  };
}

function idOf(purpose: string, of: Uint8Array): string {
  return hash("sha256", Buffer.concat([Buffer.from(`${purpose}\0`), of]), "hex").slice(0, ID_CHARS);
}
