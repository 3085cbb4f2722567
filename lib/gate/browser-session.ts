/** The session cookie in Next's server actions: set after sign-in, removed after sign-out. */
import { cookies, headers } from "next/headers";
import type { Locale } from "#lib/i18n/locale.ts";
import { clientAddress, userAgent } from "#lib/infra/http/headers.ts";
import { requestLocale } from "#lib/infra/http/locale.ts";
import { SESSION_AGE_MS_MAX, SESSION_COOKIE_NAME, SESSION_COOKIE_OPTIONS, sealSessionId } from "./session-cookie.ts";

/** Where the action's request comes from, and in which language, for the session that it begins. */
export async function currentClient(): Promise<{ address: string; userAgent: string; locale: Locale }> {
  const head = await headers();
  return { address: clientAddress(head), userAgent: userAgent(head), locale: requestLocale(head) };
}

export async function rememberSession(sessionId: string): Promise<void> {
  const expires = new Date(Date.now() + SESSION_AGE_MS_MAX);
  (await cookies()).set(SESSION_COOKIE_NAME, await sealSessionId(sessionId), { ...SESSION_COOKIE_OPTIONS, expires });
}

export async function forgetSession(): Promise<void> {
  (await cookies()).set(SESSION_COOKIE_NAME, "", { ...SESSION_COOKIE_OPTIONS, maxAge: 0 });
}
