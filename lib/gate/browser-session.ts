/** The session cookie in Next's server actions: set after sign-in, removed after sign-out. */
import { cookies, headers } from "next/headers";
import type { Locale } from "#lib/i18n/locale.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { clientAddress, userAgent } from "#lib/infra/http/headers.ts";
import { requestLocale } from "#lib/infra/http/locale.ts";
import { DEVICE_AGE_SECONDS, knownDevice, withDevice } from "./known-device.ts";
import {
  DEVICE_COOKIE_NAME,
  SESSION_AGE_MS_MAX,
  SESSION_COOKIE_NAME,
  SESSION_COOKIE_OPTIONS,
  sealSessionId,
} from "./session-cookie.ts";

/** Where the action's request comes from, and in which language, for the session that it begins. */
export async function currentClient(): Promise<{ address: string; userAgent: string; locale: Locale }> {
  const head = await headers();
  return { address: clientAddress(head), userAgent: userAgent(head), locale: requestLocale(head) };
}

/** Also marks the browser as one of the account's (known-device.ts). */
export async function rememberSession(sessionId: string): Promise<void> {
  const expires = new Date(Date.now() + SESSION_AGE_MS_MAX);
  const owner = "SELECT u.email FROM session s JOIN user_account u ON u.id = s.user_id WHERE s.id = $1";
  const { rows } = await pool().query<{ email: string }>(owner, [sessionId]);
  if (rows[0]) await rememberDevice(rows[0].email);
  (await cookies()).set(SESSION_COOKIE_NAME, await sealSessionId(sessionId), { ...SESSION_COOKIE_OPTIONS, expires });
}

/** As `knownDevice`, of the action's request. */
export async function currentDevice(email: string): Promise<string | undefined> {
  return knownDevice((await cookies()).get(DEVICE_COOKIE_NAME)?.value, email);
}

async function rememberDevice(email: string): Promise<void> {
  const jar = await cookies();
  const value = withDevice(jar.get(DEVICE_COOKIE_NAME)?.value, email);
  jar.set(DEVICE_COOKIE_NAME, value, { ...SESSION_COOKIE_OPTIONS, maxAge: DEVICE_AGE_SECONDS });
}

export async function forgetSession(): Promise<void> {
  (await cookies()).set(SESSION_COOKIE_NAME, "", { ...SESSION_COOKIE_OPTIONS, maxAge: 0 });
}
