/** SD-JWT VCs made (RFC 9901 section 4, draft-ietf-oauth-sd-jwt-vc), by the library of the field. For whoever issues: browsers only check. */
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { utf8 } from "#lib/core/text/bytes.ts";
import { toBase64Url } from "./base64url.ts";
import type { Es256Signer } from "./es256.ts";
import { hasher, SD_JWT_HASH } from "./sd-jwt.ts";
import { type JsonObject, readSdJwt } from "./sd-jwt-parts.ts";

const SALT_BYTES = 16;

export interface SdJwtSigner {
  /** The DID URL of the key. */
  kid: string;
  sign: Es256Signer;
}

/**
 * The issuer-signed JWT and all its disclosures.
 *
 * @param input.always claims that everybody sees: `iss`, `vct`, `iat` …
 * @param input.disclosable groups of claims that are disclosed one by one: `{ fields: { score: "90" } }` stands at `fields.score`
 */
export async function issueSdJwt(input: {
  always: JsonObject & { iss: string; vct: string; iat: number };
  disclosable: Record<string, JsonObject>;
  signer: SdJwtSigner;
}): Promise<string> {
  const { always, signer } = input;
  const groups = Object.entries(input.disclosable).filter(([, group]) => Object.keys(group).length > 0);
  const frame = Object.fromEntries(groups.map(([name, group]) => [name, { _sd: Object.keys(group) }]));
  const library = new SDJwtVcInstance({
    hasher,
    hashAlg: SD_JWT_HASH,
    saltGenerator: () => toBase64Url(crypto.getRandomValues(new Uint8Array(SALT_BYTES))),
    signAlg: "ES256",
    signer: async (data: string) => toBase64Url(await signer.sign(utf8(data))),
  });
  // The library's frame is typed by the claims' own type, which is not known here.
  const claims = { ...always, ...Object.fromEntries(groups) } as JsonObject & { iss: string; vct: string };
  const text = await library.issue(claims, frame as never, { header: { kid: signer.kid } });
  return readBack(text, groups.length === 0 ? 0 : groups.flatMap(([, group]) => Object.keys(group)).length);
}

/** What was made is read by the strict reader before anybody gets it: a name that it does not take fails here and not at a stranger's. */
function readBack(text: string, count: number): string {
  const parts = readSdJwt(text);
  if (typeof parts === "string") throw new Error(`SD-JWT: made one that is refused: ${parts}`);
  if (parts.disclosures.length !== count) throw new Error("SD-JWT: a claim has no disclosure");
  return text;
}
