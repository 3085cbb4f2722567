/** Certificates for wallets, over OpenID4VCI 1.0: metadata, an offer, a token for its code, a nonce, the certificate. */
import { type EndpointAnswer, endpoint } from "#lib/gate/endpoint.ts";
import { publishedFile } from "#lib/gate/published-file.ts";
import { readBody, readJson, requireMediaType } from "#lib/infra/http/body.ts";
import { clientAddress, headerValue } from "#lib/infra/http/headers.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { makeNonce } from "./checks/nonce.ts";
import { readCredentialRequest, readTokenRequest } from "./checks/requests.ts";
import { secretHashOf } from "./checks/secrets.ts";
import { issuerMetadata, offerGrants, serverMetadata, typeMetadata } from "./drawing/metadata.ts";
import { findByToken, findType, isOpenOffer, type TypePlace, typeAddress } from "./rows.ts";
import { offerQuerySchema, typeParamsSchema } from "./schema.ts";
import { CONFIGURATION_ID, type WalletType } from "./types.ts";
import { collectCertificate } from "./verbs/collect-certificate.ts";
import { redeemOffer } from "./verbs/redeem-offer.ts";

const FRESH_SECONDS = 60;
const FORM_BYTES_MAX = 8 * 1_024;
const REQUEST_BYTES_MAX = 32 * 1_024;
const PLACE = "/issuers/{slug}/types/{template}";
/** Wallets live in other origins; nothing here depends on a cookie. */
const open = { auth: "public", cors: true, params: typeParamsSchema, produces: ["application/json"] } as const;
/** Refusals in OAuth's own words: RFC 6749 section 5.2, OpenID4VCI 1.0 section 8.3.1 */
const asked = { ...open, method: "POST", limit: RATE_LIMITS.lookup } as const;
const fresh = { "cache-control": "no-store" };

const published = (path: string, draw: (type: WalletType) => object) =>
  publishedFile({
    path,
    params: typeParamsSchema,
    contentType: "application/json",
    freshSeconds: FRESH_SECONDS,
    async read(place) {
      const type = await findType(place);
      return type && draw(type);
    },
  });

/** Between host and path as RFC 8615 has it, and behind it, where wallets of the drafts look. */
const wellKnown = (name: string, draw: (type: WalletType) => object) => [
  published(`/.well-known/${name}${PLACE}`, draw),
  published(`${PLACE}/.well-known/${name}`, draw),
];

const offer = endpoint(
  { ...open, method: "GET", path: `${PLACE}/offer`, limit: RATE_LIMITS.lookup, query: offerQuerySchema },
  async ({ params, query: { code } }) => {
    const codeHash = secretHashOf(code);
    if (codeHash === undefined || !(await isOpenOffer(params, codeHash))) throw new SealbookError("not_found");
    const body = {
      credential_issuer: typeAddress(params),
      credential_configuration_ids: [CONFIGURATION_ID],
      grants: offerGrants(code),
    };
    return { body, headers: fresh };
  },
);

const refused = (error: string): EndpointAnswer<object> => ({ status: 400, headers: fresh, body: { error } });

const token = endpoint(
  { ...asked, path: `${PLACE}/token`, statuses: [200, 400], consumes: ["application/x-www-form-urlencoded"] },
  async ({ params, request }): Promise<EndpointAnswer<object>> => {
    requireMediaType(request.headers, ["application/x-www-form-urlencoded"]);
    const form = new URLSearchParams((await readBody(request, FORM_BYTES_MAX)).toString("utf8"));
    const read = readTokenRequest(form, typeAddress(params));
    if ("failed" in read) return refused(read.failed);
    const redeemed = await redeemOffer({ ...params, ...read }).catch(unlessInvalid);
    if (redeemed === undefined) return refused("invalid_grant");
    const { accessToken, expiresInSeconds } = redeemed;
    const body = { access_token: accessToken, token_type: "Bearer", expires_in: expiresInSeconds };
    return { body, headers: fresh };
  },
);

/** The verb's one refusal has another name in OAuth. */
function unlessInvalid(error: unknown): undefined {
  if (!(error instanceof SealbookError && error.code === "link_invalid")) throw error;
}

const nonce = endpoint(
  { ...open, method: "POST", path: `${PLACE}/nonce`, limit: RATE_LIMITS.public },
  async ({ params }) => {
    await requireType(params);
    return { body: { c_nonce: makeNonce(typeAddress(params)) }, headers: fresh };
  },
);

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

const credential = endpoint(
  {
    ...{ ...asked, path: `${PLACE}/credential`, statuses: [200, 400, 401], consumes: ["application/json"] },
    refuses: ["bad_request", "invalid_field", "not_found"],
  },
  async ({ params, request }): Promise<EndpointAnswer<object>> => {
    const [, given = ""] = BEARER.exec(headerValue(request.headers, "authorization") ?? "") ?? [];
    const tokenHash = secretHashOf(given);
    const offered = tokenHash && (await findByToken(params, tokenHash));
    if (!offered) {
      // RFC 6750 section 3.
      const headers = { ...fresh, "www-authenticate": 'Bearer error="invalid_token"' };
      return { status: 401, body: { error: "invalid_token" }, headers };
    }
    const failed = await readCredentialRequest(await readJson(request, REQUEST_BYTES_MAX), await requireType(params));
    if (failed !== undefined) return refused(failed);
    const sdJwt = await collectCertificate(offered, clientAddress(request.headers));
    if (sdJwt === undefined) return refused("credential_request_denied");
    return { body: { credentials: [{ credential: sdJwt }] }, headers: fresh };
  },
);

/** @throws {SealbookError} `not_found` */
async function requireType(place: TypePlace): Promise<WalletType> {
  const type = await findType(place);
  if (!type) throw new SealbookError("not_found");
  return type;
}

export const walletsEndpoints = [
  ...wellKnown("openid-credential-issuer", issuerMetadata),
  ...wellKnown("oauth-authorization-server", serverMetadata),
  published(PLACE, typeMetadata),
  ...[offer, token, nonce, credential],
];
