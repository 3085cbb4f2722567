/** A badge of Open Badges 3.0 that somebody else issued, signed by the key that its DID is, or by one on the issuer's host. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { ed25519Multikey } from "#lib/credentials/multibase.ts";
import { signCredential } from "#lib/credentials/sign-credential.ts";

/** @param issuer the issuer's DID and its key's fragment; without it the DID is the key */
export async function foreignBadge(secretKey: Uint8Array, issuer?: { did: string; fragment: string }): Promise<string> {
  const name = ed25519Multikey(ed25519.getPublicKey(secretKey));
  const { did, fragment } = issuer ?? { did: `did:key:${name}`, fragment: name };
  const list = "https://elsewhere.example/status/1";
  const credential = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    id: "https://elsewhere.example/badges/1",
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: did, type: ["Profile"], name: "Elsewhere" },
    validFrom: "2026-01-01T00:00:00Z",
    name: "Diploma",
    credentialSubject: {
      type: ["AchievementSubject"],
      identifier: [{ type: "IdentityObject", identityType: "name", hashed: false, identityHash: "张𠮷" }],
      achievement: {
        ...{ id: "https://elsewhere.example/diploma", type: ["Achievement"], name: "Diploma" },
        ...{ description: "Three years of study", criteria: { narrative: "All examinations passed" } },
      },
    },
    credentialStatus: {
      ...{ id: `${list}#1`, type: "BitstringStatusListEntry", statusPurpose: "revocation" },
      ...{ statusListIndex: "1", statusListCredential: list },
    },
  };
  const verificationMethod = `${did}#${fragment}`;
  return await signCredential({ credential, secretKey, verificationMethod, created: "2026-01-01T00:00:00Z" });
}
