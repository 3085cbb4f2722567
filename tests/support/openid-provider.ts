/** A real OpenID provider on loopback (oidc-provider), at which whoever the test names is signed in already, and the browser that walks through it. */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export interface OpenIdProvider {
  issuer: string;
  /** `host:port` */
  host: string;
  client: { clientId: string; secret: string };
  /** Who sits at the browser from now on; undefined: somebody who presses "cancel". */
  seat: (person: Person | undefined) => void;
  /** Goes from the address at which one departs to the one at which one comes back. @returns its query */
  walk: (address: string) => Promise<string>;
  stop: () => Promise<void>;
}

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const client = { clientId: "sealbook", secret: `${randomUUID()}${randomUUID()}` };
  const people = new Map<string, Person>();
  let seated: Person | undefined;
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `http://${host}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.secret,
        redirect_uris: ["https://set.by.each.installation/"],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    // Their claims are in the ID token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...(people.get(sub) ?? { sub }) }) }),
    // Everybody agrees to what is asked for.
    async loadExistingGrant(context) {
      const { client: asking, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({ clientId: asking?.clientId, accountId: session?.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  // Where the installation under test is reached is known to the test alone.
  provider.Client.prototype.redirectUriAllowed = () => true;
  const callback = provider.callback();

  async function answer(
    request: Parameters<typeof callback>[0],
    response: Parameters<typeof callback>[1],
  ): Promise<void> {
    if (!request.url?.startsWith("/interaction/")) return callback(request, response);
    if (seated) people.set(seated.sub, seated);
    const result = seated ? { login: { accountId: seated.sub } } : { error: "access_denied" };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  return {
    issuer,
    host,
    client,
    seat(person) {
      seated = person;
    },
    async walk(address) {
      const jar = new Map<string, string>();
      let url = new URL(address);
      for (let step = 0; step < 10; step += 1) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
        const answered = await fetch(url, { redirect: "manual", headers: { cookie } });
        for (const line of answered.headers.getSetCookie()) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          jar.set(name, value);
        }
        const location = answered.headers.get("location");
        if (!location) throw new Error(`${answered.status} ${await answered.text()}`);
        url = new URL(location, url);
        if (url.host !== host) return url.search;
      }
      throw new Error("it leads nowhere");
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
