/** SD-JWTs of a key made for the test: a whole one, and forged ones, built by hand and signed with whatever header a test wants. */
import { p256 } from "@noble/curves/nist.js";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { toBase64Url } from "#lib/credentials/base64url.ts";
import { certificateSdJwt } from "#lib/credentials/certificate-sd-jwt.ts";
import { es256Signer } from "#lib/credentials/es256.ts";

export const SECRET = p256.utils.randomSecretKey();
export const PUBLIC = p256.getPublicKey(SECRET);
export const KID = "did:web:example.org:issuers:school#wallet-1";
export const ISSUER = "https://example.org/issuers/school";
export const CERTIFICATE_ID = "01890a5d-ac96-774b-bcce-b302099a8057";
export const ISSUED_AT = "2026-11-01T08:00:00.000Z";
export const NOW = Date.parse("2026-11-29T00:00:00.000Z");

export const FIELDS = { holder_name: "张𠮷", score: "93.5", birth_date: "2004-02-29" };
export const PREDICATES = { "score_gte.90": true, "birth_date_over.18": true, "score_gte.95": false };

export const keyOf = async (named: { iss: string; kid: string | undefined }) =>
  named.iss === ISSUER && named.kid === KID ? PUBLIC : undefined;

export const wholeSdJwt = (input: { validUntil?: string; holderKey?: Uint8Array } = {}) =>
  certificateSdJwt({
    certificateId: CERTIFICATE_ID,
    issuer: ISSUER,
    issuerName: "实验学校",
    title: "Diploma",
    vct: `${ISSUER}/types/01890a5d-ac96-774b-bcce-b302099a8058`,
    issuedAt: ISSUED_AT,
    status: { uri: `${ISSUER}/token-status/1`, index: 77 },
    fields: FIELDS,
    predicates: PREDICATES,
    signer: { kid: KID, sign: es256Signer(SECRET) },
    ...input,
  });

export const encoded = (value: unknown) => toBase64Url(utf8(JSON.stringify(value)));
export const digestOf = (disclosure: string) => toBase64Url(sha256(utf8(disclosure)));

/** Any header and payload, signed by the key. */
export async function signed(input: {
  header?: Record<string, unknown>;
  payload: Record<string, unknown>;
  disclosures?: string[];
}): Promise<string> {
  const header = { typ: "dc+sd-jwt", kid: KID, alg: "ES256", ...input.header };
  const payload = { iss: ISSUER, vct: "https://example.org/t", iat: 1_790_000_000, ...input.payload };
  const data = `${encoded(header)}.${encoded(payload)}`;
  const signature = toBase64Url(await es256Signer(SECRET)(utf8(data)));
  return [`${data}.${signature}`, ...(input.disclosures ?? []), ""].join("~");
}
