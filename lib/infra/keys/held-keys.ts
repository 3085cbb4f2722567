/**
 * Keys of seals, wherever they are held: sealed in the database, in a hardware security module, or with a signer elsewhere. What is stored of a
 * key says where it is, and nothing above this file asks.
 */
import type { SigningKind } from "#lib/pades/cms.ts";
import { createDocumentKey, publicKeyOf, sealDocumentKey, signWithDocumentKey } from "./document-keys.ts";
import { createHsmDocumentKey, destroyInHsm, isHsmKind, signInHsm } from "./hsm/document-keys.ts";
import { HsmAway, hasHsm } from "./hsm/module.ts";
import { askSigner, type RemoteSigner, SignerAway } from "./remote-signer.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

/** here: in the database, sealed. module: in the hardware security module. remote: with a signer elsewhere. */
export const HELD = ["here", "module", "remote"] as const;

export interface HeldKey {
  /** As it is stored. */
  stored: Uint8Array;
  /** What the key belongs to: it opens beside nothing else. */
  owner: string;
  kind: SigningKind;
}

/** The key could not be asked. */
export class KeyAway extends Error {
  override name = "KeyAway";
}

const MODULE = "pkcs11:id=";
const REMOTE = "remote:";
const REMOTE_PURPOSE = "remote signer";

const textOf = (stored: Uint8Array): string => Buffer.from(stored).toString("latin1");

export function whereHeld(stored: Uint8Array): (typeof HELD)[number] {
  const text = textOf(stored);
  return text.startsWith(MODULE) ? "module" : text.startsWith(REMOTE) ? "remote" : "here";
}

/** Where a module is configured new keys are made in it, of the kinds that it knows. @throws {KeyAway} */
export async function createHeldKey(
  kind: SigningKind,
  owner: string,
): Promise<{ stored: Uint8Array<ArrayBuffer>; publicKey: Uint8Array }> {
  if (hasHsm() && isHsmKind(kind)) {
    const { id, publicKey } = await away(() => createHsmDocumentKey(kind, `seal ${owner}`));
    return { stored: bytesOf(MODULE + Buffer.from(id).toString("hex")), publicKey };
  }
  const key = await createDocumentKey(kind);
  return { stored: sealDocumentKey(key, owner), publicKey: publicKeyOf(key) };
}

/** What is stored of a key that somebody else holds. */
export function holdRemote(signer: RemoteSigner, owner: string): Uint8Array<ArrayBuffer> {
  const sealed = sealSecret(Buffer.from(JSON.stringify(signer)), { purpose: REMOTE_PURPOSE, aad: owner });
  return bytesOf(REMOTE + Buffer.from(sealed).toString("latin1"));
}

/**
 * A signature as CMS has it: of ECDSA and SM2 in DER. Whether it is the certificate's own is for the caller to see.
 *
 * @param use a signer elsewhere is told its id
 * @throws {KeyAway}
 */
export async function signWithHeldKey(key: HeldKey, use: { id: string; bytes: Uint8Array }): Promise<Uint8Array> {
  const { stored, owner, kind } = key;
  const where = whereHeld(stored);
  if (where === "here") return signWithDocumentKey({ sealed: stored, owner, kind }, use.bytes);
  if (where === "remote")
    return await away(() => askSigner(remoteOf(stored, owner), { id: use.id, kind, bytes: use.bytes }));
  if (!isHsmKind(kind)) throw new Error(`No module has a key for ${kind}.`);
  return await away(async () => signInHsm({ kind, id: idOf(stored) }, use.bytes));
}

/** Of a key that nobody uses any more: in a module it is destroyed. @throws {KeyAway} */
export async function destroyHeldKey(stored: Uint8Array): Promise<void> {
  if (whereHeld(stored) === "module") await away(async () => destroyInHsm(idOf(stored)));
}

/** Which signer elsewhere is asked, without the path, which may be a secret; undefined for other keys. */
export function signerOrigin(stored: Uint8Array, owner: string): string | undefined {
  return whereHeld(stored) === "remote" ? new URL(remoteOf(stored, owner).url).origin : undefined;
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, "latin1"));
const idOf = (stored: Uint8Array): Uint8Array =>
  new Uint8Array(Buffer.from(textOf(stored).slice(MODULE.length), "hex"));

function remoteOf(stored: Uint8Array, owner: string): RemoteSigner {
  const opened = openSecret(stored.subarray(REMOTE.length), { purpose: REMOTE_PURPOSE, aad: owner });
  return JSON.parse(Buffer.from(opened).toString()) as RemoteSigner;
}

async function away<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HsmAway || error instanceof SignerAway) throw new KeyAway(error.message, { cause: error });
    throw error;
  }
}
