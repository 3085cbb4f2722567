/** A certificate for unlinkable presentations, with keys that are made for the test. */
import { bls12_381 } from "@noble/curves/bls12-381.js";
import type { UnlinkableContent } from "#lib/credentials/bbs/form.ts";
import { type BbsSigner, issueUnlinkable } from "#lib/credentials/bbs/issue.ts";

export const DID = "did:web:example.org:issuers:school";
export const KEY = `${DID}#bbs-1`;

export function makeKey(): { secretKey: Uint8Array; publicKey: Uint8Array } {
  const secretKey = bls12_381.utils.randomSecretKey();
  return { secretKey, publicKey: bls12_381.shortSignatures.getPublicKey(secretKey).toBytes() };
}

export const OWN = makeKey();

export const content = (changes: Partial<UnlinkableContent> = {}): UnlinkableContent => ({
  issuer: { did: DID, name: "Example School 实验学校" },
  title: "Diploma 毕业证书",
  ...{ validFrom: "2026-11-29T00:00:00Z", validUntil: "2026-12-06T00:00:00Z" },
  fields: {
    holder_name: "张𠮷",
    score: "93.5",
    birth_date: "2004-02-29",
    remark: '_:c14n0 a "quote" and\nanother line',
  },
  predicates: { "score_gte.90": true, "birth_date_over.18": true, "score_gte.95": false },
  ...changes,
});

export const base = (changes: Partial<UnlinkableContent> = {}, signer: Partial<BbsSigner> = {}): Promise<string> =>
  issueUnlinkable(content(changes), { ...OWN, verificationMethod: KEY, ...signer });
