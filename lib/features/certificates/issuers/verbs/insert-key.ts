/** Keys of issuers are made here, and sealed at rest. */
import type { Tx } from "#lib/infra/db/prisma.ts";
import { sealSecret } from "#lib/infra/keys/sealed-secret.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type IssuerKey, KEYS_MAX, type KeyKind } from "../types.ts";
import { KEY_MAKERS } from "./key-makers.ts";

const PURPOSE = "issuer signing key";

/** What a sealed key belongs to: it opens only beside the same text. */
export function sealedContext(key: { issuerId: string; kind: KeyKind; number: number }) {
  return { purpose: PURPOSE, aad: `${key.issuerId}/${key.kind}/${key.number}` };
}

/**
 * Makes the next key of a kind, which signs from now on. The caller has locked the issuer and ended the key before.
 *
 * @throws {SealbookError} `too_many_issuer_keys`
 */
export async function insertKey(
  tx: Tx,
  { issuerId, kind, at }: { issuerId: string; kind: KeyKind; at: Date },
): Promise<IssuerKey> {
  const number = 1 + (await tx.issuerKey.count({ where: { issuerId, kind } }));
  if (number > KEYS_MAX) throw new SealbookError("too_many_issuer_keys", { details: { max: KEYS_MAX } });
  const { makeSecret, publicOf } = KEY_MAKERS[kind];
  const secretKey = makeSecret();
  try {
    const publicKey = publicOf(secretKey);
    const secret = sealSecret(secretKey, sealedContext({ issuerId, kind, number }));
    const row = { issuerId, kind, number, fromAt: at };
    await tx.issuerKey.create({
      data: { ...row, publicKey: new Uint8Array(publicKey), secret: new Uint8Array(secret) },
      select: { number: true },
    });
    return { kind, number, publicKey, from: at, note: "" };
  } finally {
    secretKey.fill(0);
  }
}
