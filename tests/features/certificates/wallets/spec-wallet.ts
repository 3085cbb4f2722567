/**
 * A wallet written from OpenID4VCI 1.0 alone: it shares no code with the product, nor with the library that the product uses. Each answer is
 * held against shapes of its own, which know no member more than the standard's text names for this flow.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { z } from "zod";

export type Fetch = (
  address: string,
  init?: { method?: string; headers?: Record<string, string>; body?: string },
) => Promise<Response>;

const GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
const display = z.array(z.strictObject({ name: z.string(), locale: z.enum(["en", "zh-CN"]).optional() }));

/** Sections 4.1.1, 12.2.4, 12.3 (RFC 8414), 6.2, 7.2, 8.3. */
export const shapes = {
  offer: z.strictObject({
    credential_issuer: z.url(),
    credential_configuration_ids: z.tuple([z.string()]),
    grants: z.strictObject({
      [GRANT]: z.strictObject({
        "pre-authorized_code": z.string().min(43),
        tx_code: z.strictObject({ input_mode: z.literal("numeric"), length: z.literal(6) }),
      }),
    }),
  }),
  issuer: z.strictObject({
    credential_issuer: z.url(),
    credential_endpoint: z.url(),
    nonce_endpoint: z.url(),
    display,
    credential_configurations_supported: z.record(
      z.string(),
      z.strictObject({
        format: z.literal("dc+sd-jwt"),
        vct: z.url(),
        credential_signing_alg_values_supported: z.tuple([z.literal("ES256")]),
        credential_metadata: z.strictObject({
          display,
          claims: z.array(z.strictObject({ path: z.tuple([z.literal("fields"), z.string()]), display })),
        }),
      }),
    ),
  }),
  server: z.strictObject({
    issuer: z.url(),
    token_endpoint: z.url(),
    response_types_supported: z.array(z.string()),
    grant_types_supported: z.tuple([z.literal(GRANT)]),
    token_endpoint_auth_methods_supported: z.tuple([z.literal("none")]),
    "pre-authorized_grant_anonymous_access_supported": z.literal(true),
  }),
  token: z.strictObject({
    access_token: z.string().min(43),
    token_type: z.literal("Bearer"),
    expires_in: z.int().positive(),
  }),
  nonce: z.strictObject({ c_nonce: z.string().min(22) }),
  credential: z.strictObject({ credentials: z.tuple([z.strictObject({ credential: z.string() })]) }),
  refusal: z.strictObject({ error: z.string() }),
};

export interface Found {
  offer: z.output<typeof shapes.offer>;
  issuer: z.output<typeof shapes.issuer>;
  server: z.output<typeof shapes.server>;
}

/** Section 12.2.2 and RFC 8414 section 3: the well-known path goes between host and path. */
function wellKnown(name: string, issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/${name}${pathname}`;
}

export class SpecWallet {
  readonly fetch: Fetch;
  readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });

  constructor(fetch: Fetch) {
    this.fetch = fetch;
  }

  /** @param link as it is in the QR code */
  async look(link: string): Promise<Found> {
    const uri = new URL(link).searchParams.get("credential_offer_uri") ?? "";
    const offer = shapes.offer.parse(await this.get(uri));
    const issuer = shapes.issuer.parse(await this.get(wellKnown("openid-credential-issuer", offer.credential_issuer)));
    if (issuer.credential_issuer !== offer.credential_issuer) throw new Error("another issuer");
    const server = shapes.server.parse(
      await this.get(wellKnown("oauth-authorization-server", issuer.credential_issuer)),
    );
    if (server.issuer !== issuer.credential_issuer) throw new Error("another server");
    return { offer, issuer, server };
  }

  async redeem({ offer, server }: Found, pin: string | undefined): Promise<Response> {
    const code = offer.grants[GRANT]["pre-authorized_code"];
    const fields = { grant_type: GRANT, "pre-authorized_code": code, ...(pin !== undefined && { tx_code: pin }) };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return await this.fetch(server.token_endpoint, { method: "POST", headers, body: `${new URLSearchParams(fields)}` });
  }

  async nonce({ issuer }: Found): Promise<string> {
    const answer = await this.fetch(issuer.nonce_endpoint, { method: "POST" });
    if (answer.headers.get("cache-control") !== "no-store") throw new Error("a nonce that caches keep");
    return shapes.nonce.parse(await answer.json()).c_nonce;
  }

  /** Appendix F.1. @param change members of head and payload that are otherwise than they ought to be */
  proof({ issuer }: Found, nonce: string, change: { header?: object; payload?: object; key?: KeyObject } = {}): string {
    const jwk = this.keys.publicKey.export({ format: "jwk" });
    const header = { typ: "openid4vci-proof+jwt", alg: "ES256", jwk, ...change.header };
    const iat = Math.floor(Date.now() / 1_000);
    const payload = { aud: issuer.credential_issuer, iat, nonce, ...change.payload };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part(header)}.${part(payload)}`;
    const key = change.key ?? this.keys.privateKey;
    const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  }

  /** Section 8.2. */
  async ask({ issuer }: Found, token: string, more: object = {}): Promise<Response> {
    const [id] = Object.keys(issuer.credential_configurations_supported);
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const body = JSON.stringify({ credential_configuration_id: id, ...more });
    return await this.fetch(issuer.credential_endpoint, { method: "POST", headers, body });
  }

  async get(address: string): Promise<unknown> {
    const answer = await this.fetch(address, { headers: { accept: "application/json" } });
    if (answer.status !== 200) throw new Error(`${answer.status} at ${address}`);
    return await answer.json();
  }
}

/** Another key than the wallet's own. */
export function strangersKey(): KeyObject {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }));
}
