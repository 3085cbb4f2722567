/** A certificate's content, and the keys of its issuer. */
import { ed25519 } from "@noble/curves/ed25519.js";
import type { CertificateContent } from "#lib/credentials/open-badge.ts";

export const ISSUER = "did:web:example.org%3A8443:issuers:school";
export const KEY = `${ISSUER}#key-1`;
export const LIST = "https://example.org:8443/issuers/school/status/1";
export const secretKey = new Uint8Array(32).fill(3);
export const publicKey = ed25519.getPublicKey(secretKey);
export const signer = { secretKey, verificationMethod: KEY, created: "2026-11-29T17:55:03.123Z" };

export function content(changes: Partial<CertificateContent> = {}): CertificateContent {
  return {
    certificateId: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37",
    issuer: { did: ISSUER, name: "Example School 示例学校", url: "https://example.org" },
    name: "结业证书",
    achievement: {
      ...{ id: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b38", name: "Course 课程" },
      ...{ description: "Two weeks", criteria: "Passed the examination" },
    },
    holderName: "张𠮷",
    validFrom: "2026-11-29T17:55:03.123Z",
    fields: { holder_name: "张𠮷", score: "90" },
    status: { list: LIST, index: 5 },
    ...changes,
  };
}
