/** OpenID Connect with one provider: Authorization Code Flow with PKCE (RFC 7636), state, nonce, and `iss` (RFC 9207). */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { env, publicUrl } from "#lib/env.ts";
import { guardedFetch } from "#lib/infra/http/guarded-fetch.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { callbackPath, type Journey, type Provider, type Vouched } from "../types.ts";

const EMAIL_CHARS_MAX = 254;
const NAME_CHARS_MAX = 200;
const SUBJECT_CHARS_MAX = 255; // OpenID Connect Core 1.0 section 2

type Client = Pick<Provider, "issuer" | "clientId" | "secret">;

/** What the provider says of itself. @throws {SealbookError} `sso_unreachable` of the field `issuer`. */
export async function discover({ issuer, clientId, secret }: Client): Promise<Configuration> {
  const plain = issuer.startsWith("http:");
  try {
    return await discovery(new URL(issuer), clientId, undefined, ClientSecretPost(secret), {
      // guardedFetch decides who may be asked without TLS.
      execute: [...(plain ? [allowInsecureRequests] : []), enableNonRepudiationChecks],
      [customFetch]: ask,
    });
  } catch (cause) {
    throw new SealbookError("sso_unreachable", { field: "issuer", cause });
  }
}

async function ask(url: string, options: { method?: string; headers?: unknown; body?: unknown }): Promise<Response> {
  const headers = Object.fromEntries(new Headers(options.headers as HeadersInit | undefined));
  const body = options.body === undefined || options.body === null ? undefined : String(options.body);
  return await guardedFetch(url, {
    ...(options.method === undefined ? {} : { method: options.method }),
    headers,
    ...(body === undefined ? {} : { body }),
    allowed: env.SSO_INSIDE_HOSTS,
  });
}

/** Where whoever signs in is sent, and what is to be remembered of it. @throws {SealbookError} `sso_unreachable`. */
export async function depart(provider: Provider, next: string): Promise<{ url: string; journey: Journey }> {
  const config = await discover(provider);
  const journey = {
    slug: provider.slug,
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    next,
  };
  const url = buildAuthorizationUrl(config, {
    redirect_uri: `${publicUrl}${callbackPath(provider.slug)}`,
    scope: "openid email profile",
    code_challenge: await calculatePKCECodeChallenge(journey.verifier),
    code_challenge_method: "S256",
    state: journey.state,
    nonce: journey.nonce,
  });
  return { url: url.href, journey };
}

/**
 * Whom the provider vouches for, from what it sent along.
 *
 * @param query of the address at which somebody came back
 * @throws {SealbookError} `sso_refused` when the provider said no, or what it said does not hold; `sso_unreachable`.
 */
export async function arrive(
  provider: Provider,
  { query, journey }: { query: string; journey: Journey },
): Promise<Vouched> {
  const config = await discover(provider);
  const here = new URL(`${publicUrl}${callbackPath(provider.slug)}${query}`);
  const checks = { expectedState: journey.state, expectedNonce: journey.nonce, pkceCodeVerifier: journey.verifier };
  const tokens = await authorizationCodeGrant(config, here, { ...checks, idTokenExpected: true }).catch(
    (cause: unknown) => {
      throw new SealbookError("sso_refused", { cause });
    },
  );
  const claims = tokens.claims();
  if (!claims || claims.sub.length > SUBJECT_CHARS_MAX) throw new SealbookError("sso_refused");
  const { sub, email, email_verified, name } = claims;
  const address = typeof email === "string" && email.length <= EMAIL_CHARS_MAX ? email.trim().toLowerCase() : undefined;
  return {
    subject: sub,
    email: email_verified === true ? address : undefined,
    name: typeof name === "string" ? name.slice(0, NAME_CHARS_MAX) : "",
  };
}
