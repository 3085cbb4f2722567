/** The session cookie in Next's server actions: set after sign-in, removed after sign-out. */
import { cookies, headers } from "next/headers";
import { LOCALE_COOKIE, LOCALE_COOKIE_SECONDS, type Locale } from "#lib/i18n/locale.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { clientAddress, userAgent } from "#lib/infra/http/headers.ts";
import { requestLocale } from "#lib/infra/http/locale.ts";
import { DEVICE_AGE_SECONDS, findKnownDevice, knownDevice, type MarkedAccount, withDevice } from "./known-device.ts";
import {
  DEVICE_COOKIE_NAME,
  SESSION_AGE_MS_MAX,
  SESSION_COOKIE_NAME,
  SESSION_COOKIE_OPTIONS,
  sealSessionId,
  sessionIdOf,
} from "./session-cookie.ts";

/** Where the action's request comes from, and in which language, for the session that it begins. */
export async function currentClient(): Promise<{ address: string; userAgent: string; locale: Locale }> {
  const head = await headers();
  return { address: clientAddress(head), userAgent: userAgent(head), locale: requestLocale(head) };
}

/**
 * Sets the cookie. Whoever is signed in by it is also marked as one whose browser this is (known-device.ts), and spoken to in the
 * language that they chose; not so whoever still waits for the second factor.
 */
export async function rememberSession({ sessionId, awaits }: { sessionId: string; awaits?: "factor" }): Promise<void> {
  if (!awaits) await rememberPerson(sessionId);
  const expires = new Date(Date.now() + SESSION_AGE_MS_MAX);
  (await cookies()).set(SESSION_COOKIE_NAME, await sealSessionId(sessionId), { ...SESSION_COOKIE_OPTIONS, expires });
}

/** The session of the request's cookie, whatever it opens: for what asks further. */
export async function currentSessionId(): Promise<string | undefined> {
  const token = (await cookies()).get(SESSION_COOKIE_NAME)?.value;
  return token ? await sessionIdOf(token) : undefined;
}

async function rememberPerson(sessionId: string): Promise<void> {
  const { rows } = await pool().query<{ userId: string; locale: Locale | null; proven: boolean }>(
    `SELECT u.id AS "userId", u.locale, s.sso_organisation_id IS NULL AS proven FROM session s JOIN user_account u ON u.id = s.user_id WHERE s.id = $1`,
    [sessionId],
  );
  const [person] = rows;
  // Whom a provider vouches for has not shown that they know the account's password.
  if (person?.proven) await rememberDevice(person.userId);
  if (person?.locale) await rememberLocale(person.locale);
}

/** As `findKnownDevice`, of the action's request. */
export async function currentDevice(email: string): Promise<string | undefined> {
  return await findKnownDevice((await cookies()).get(DEVICE_COOKIE_NAME)?.value, email);
}

/** As `knownDevice`, of the action's request, for whoever is signed in. */
export async function ownDevice(userId: string): Promise<string | undefined> {
  const account = await readMarkedAccount(userId);
  return account && knownDevice((await cookies()).get(DEVICE_COOKIE_NAME)?.value, account);
}

async function readMarkedAccount(userId: string): Promise<MarkedAccount | undefined> {
  const statement = `SELECT email, password_hash AS "passwordHash" FROM user_account WHERE id = $1`;
  return (await pool().query<MarkedAccount>(statement, [userId])).rows[0];
}

/** Marks the browser as one in which it was proven whose account this is, with the password that it has now (known-device.ts). */
export async function rememberDevice(userId: string): Promise<void> {
  const account = await readMarkedAccount(userId);
  if (!account) return;
  const jar = await cookies();
  const value = withDevice(jar.get(DEVICE_COOKIE_NAME)?.value, account);
  jar.set(DEVICE_COOKIE_NAME, value, { ...SESSION_COOKIE_OPTIONS, maxAge: DEVICE_AGE_SECONDS });
}

/** The language of this browser from now on; null: the one that it asks for. */
export async function rememberLocale(locale: Locale | null): Promise<void> {
  const jar = await cookies();
  // Not httpOnly: the page's own switch writes it, too.
  const options = { path: "/", sameSite: "lax", secure: SESSION_COOKIE_OPTIONS.secure } as const;
  jar.set(LOCALE_COOKIE, locale ?? "", { ...options, maxAge: locale ? LOCALE_COOKIE_SECONDS : 0 });
}

export async function forgetSession(): Promise<void> {
  (await cookies()).set(SESSION_COOKIE_NAME, "", { ...SESSION_COOKIE_OPTIONS, maxAge: 0 });
}
