/** What signs for an issuer is opened here alone. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { BbsSigner } from "#lib/credentials/bbs/issue.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { openSecret } from "#lib/infra/keys/sealed-secret.ts";
import { readIssuer } from "../rows.ts";
import { type IssuerSigners, type KeyKind, keyUrl } from "../types.ts";
import { sealedContext } from "./insert-key.ts";
import { KEY_MAKERS } from "./key-makers.ts";

/**
 * The keys that sign for an issuer now. Whoever needs them asks anew for each piece of work: a key that was rotated or is compromised is
 * not opened any more.
 *
 * @throws {Error} when the installation's secret is another one, or a stored key was changed
 */
export async function openSigners(issuerId: string): Promise<IssuerSigners> {
  const [{ did, ...ed25519 }, { did: _, ...p256 }] = await Promise.all([
    openCredentialSigner(issuerId),
    openWalletSigner(issuerId),
  ]);
  return { did, ed25519, p256 };
}

/** The one of them for credentials; see above. */
export async function openCredentialSigner(issuerId: string): Promise<IssuerSigners["ed25519"] & { did: string }> {
  const [{ did }, key] = await Promise.all([readIssuer(issuerId), openKey(issuerId, "ed25519")]);
  return { did, ...key, verificationMethod: keyUrl(did, { kind: "ed25519", number: key.number }) };
}

/** The one of them for what wallets hold; see above. */
export async function openWalletSigner(issuerId: string): Promise<IssuerSigners["p256"] & { did: string }> {
  const [{ did }, key] = await Promise.all([readIssuer(issuerId), openKey(issuerId, "p256")]);
  return { did, ...key, kid: keyUrl(did, { kind: "p256", number: key.number }) };
}

/** What signs unlinkable proofs for an issuer now; see above. @throws {Error} also where it offers none */
export async function openBbsSigner(issuerId: string): Promise<BbsSigner> {
  const [{ did }, { number, ...key }] = await Promise.all([readIssuer(issuerId), openKey(issuerId, "bbs")]);
  return { ...key, verificationMethod: keyUrl(did, { kind: "bbs", number }) };
}

type OpenKey = { number: number; secretKey: Uint8Array; publicKey: Uint8Array };

async function openKey(issuerId: string, kind: KeyKind): Promise<OpenKey> {
  const row = await prisma().issuerKey.findFirst({ where: { issuerId, kind, untilAt: null } });
  if (!row?.secret) throw new Error(`Issuer ${issuerId} has no ${kind} key that signs.`);
  const { number, secret, publicKey } = row;
  const secretKey = openSecret(secret, sealedContext({ issuerId, kind, number }));
  const derived = KEY_MAKERS[kind].publicOf(secretKey);
  // What a stranger published in its place would verify nothing that this key signs.
  if (!equalBytes(derived, publicKey))
    throw new Error(`The ${kind} key ${number} of issuer ${issuerId} is not its own.`);
  return { number, secretKey, publicKey: derived };
}
