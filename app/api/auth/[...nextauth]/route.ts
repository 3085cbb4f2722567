/**
 * next-auth's own addresses: credentials, session, CSRF token, sign-out. The pages sign in through the same verb.
 *
 * next-auth writes absolute addresses, made from what the web process (bin/web/web.ts) tells it. Redirects are answered as paths,
 * so they lead to the host and port at which the browser is, and nowhere else.
 */
import type { NextRequest } from "next/server";
import NextAuth, { type AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";
import { localPath, signInSchema } from "#lib/features/accounts/sessions/schema.ts";
import { endSession } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { signIn } from "#lib/features/accounts/sessions/verbs/sign-in.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { findKnownDevice } from "#lib/gate/known-device.ts";
import { formArrived } from "#lib/gate/page-request.ts";
import {
  CSRF_COOKIE_NAME,
  DEVICE_COOKIE_NAME,
  SESSION_AGE_MS_MAX,
  SESSION_COOKIE_NAME,
  SESSION_COOKIE_OPTIONS,
  sessionSecret,
  WAY_BACK_COOKIE_NAME,
} from "#lib/gate/session-cookie.ts";
import { clientAddress, cookieValue, userAgent } from "#lib/infra/http/headers.ts";
import { renderProblem } from "#lib/infra/http/problems.ts";
import { SealbookError } from "#lib/words/errors.ts";

const SIGN_IN_PAGE = "/sign-in";
const silent = () => {};
/** What it answers of its own that we use; the rest says 500 to anybody who asks for it, or shows pages that are not ours. */
const ANSWERED: Record<string, readonly string[]> = {
  GET: ["csrf", "providers", "session", "signin", "signout", "error"],
  POST: ["callback", "signin", "signout"],
};

function authOptions(headers: Headers): AuthOptions {
  const client = { address: clientAddress(headers), userAgent: userAgent(headers) };
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: SESSION_AGE_MS_MAX / 1_000 },
    useSecureCookies: SESSION_COOKIE_OPTIONS.secure,
    cookies: {
      sessionToken: { name: SESSION_COOKIE_NAME, options: SESSION_COOKIE_OPTIONS },
      csrfToken: { name: CSRF_COOKIE_NAME, options: SESSION_COOKIE_OPTIONS },
      callbackUrl: { name: WAY_BACK_COOKIE_NAME, options: SESSION_COOKIE_OPTIONS },
    },
    pages: { signIn: SIGN_IN_PAGE, signOut: SIGN_IN_PAGE, error: SIGN_IN_PAGE },
    // Its warnings ask for NEXTAUTH_URL, and its errors repeat cookies.
    logger: { error: silent, warn: silent, debug: silent },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        async authorize(credentials) {
          formArrived();
          const given = signInSchema.safeParse(credentials);
          if (!given.success) return null;
          try {
            const { email } = given.data;
            const device = await findKnownDevice(cookieValue(headers, DEVICE_COOKIE_NAME), email);
            return { id: (await signIn({ ...given.data, client, device })).sessionId };
          } catch (error) {
            if (!(error instanceof SealbookError) || error.code === "too_many_attempts") throw error;
            return null;
          }
        },
      }),
    ],
    callbacks: {
      redirect: ({ url }) => localPath(url),
      jwt: ({ token, user }) => ({ sub: user?.id ?? token.sub }),
      async session({ session }) {
        const account = await loadAccount();
        return { expires: session.expires, user: account && { name: account.name, email: account.email } };
      },
    },
    events: {
      async signOut() {
        formArrived();
        const actor = await authenticateRequest({ headers });
        if (actor && "kind" in actor && actor.kind === "user") await endSession({ actor, sessionId: actor.sessionId });
      },
    },
  };
}

async function handler(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const [address = ""] = (await context.params).nextauth;
  if (!ANSWERED[request.method]?.includes(address)) {
    const { status, headers, body } = renderProblem(new SealbookError("not_found"), request.headers);
    return new Response(body, { status, headers });
  }
  const response: Response = await NextAuth(request, context, authOptions(request.headers));
  const location = response.headers.get("location");
  if (location) {
    const { pathname, search } = new URL(location, request.url);
    response.headers.set("location", localPath(`${pathname}${search}`));
  }
  response.headers.set("cache-control", "private, no-store");
  return response;
}

export { handler as GET, handler as POST };
