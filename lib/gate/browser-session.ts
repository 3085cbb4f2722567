/** The session cookie in Next's server actions: set after sign-in, removed after sign-out. */
import { cookies, headers } from "next/headers";
import type { Locale } from "#lib/i18n/locale.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { clientAddress, userAgent } from "#lib/infra/http/headers.ts";
import { requestLocale } from "#lib/infra/http/locale.ts";
import { DEVICE_AGE_SECONDS, findKnownDevice, type MarkedAccount, withDevice } from "./known-device.ts";
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
  const { rows } = await pool().query<{ userId: string }>(`SELECT user_id AS "userId" FROM session WHERE id = $1`, [
    sessionId,
  ]);
  if (rows[0]) await rememberDevice(rows[0].userId);
  (await cookies()).set(SESSION_COOKIE_NAME, await sealSessionId(sessionId), { ...SESSION_COOKIE_OPTIONS, expires });
}

/** As `findKnownDevice`, of the action's request. */
export async function currentDevice(email: string): Promise<string | undefined> {
  return await findKnownDevice((await cookies()).get(DEVICE_COOKIE_NAME)?.value, email);
}

/** Marks the browser as one in which it was proven whose account this is, with the password that it has now (known-device.ts). */
export async function rememberDevice(userId: string): Promise<void> {
  const statement = `SELECT email, password_hash AS "passwordHash" FROM user_account WHERE id = $1`;
  const { rows } = await pool().query<MarkedAccount>(statement, [userId]);
  if (!rows[0]) return;
  const jar = await cookies();
  const value = withDevice(jar.get(DEVICE_COOKIE_NAME)?.value, rows[0]);
  jar.set(DEVICE_COOKIE_NAME, value, { ...SESSION_COOKIE_OPTIONS, maxAge: DEVICE_AGE_SECONDS });
}

export async function forgetSession(): Promise<void> {
  (await cookies()).set(SESSION_COOKIE_NAME, "", { ...SESSION_COOKIE_OPTIONS, maxAge: 0 });
}
