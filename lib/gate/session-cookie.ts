/**
 * The session cookie: a next-auth JWT (encrypted with AES-256-GCM) that carries the session's id and nothing else.
 *
 * What a session may do is read from its row at every request, so ending it works at once.
 */
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { publicUrl } from "#lib/env.ts";
import { cookieValue, type RequestHeaders } from "#lib/infra/http/headers.ts";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** A session ends this long after sign-in, whatever happens. */
export const SESSION_AGE_MS_MAX = 14 * DAY_MS;
/** A session ends when nothing was asked in it for this long. */
export const SESSION_IDLE_MS_MAX = DAY_MS;

const overHttps = publicUrl.startsWith("https://");
/** `__Host-`: the browser itself refuses it from a sibling domain or without Secure (RFC 6265bis section 4.1.3.2). */
const cookieName = (name: string) => `${overHttps ? "__Host-" : ""}sealbook.${name}`;
// next-auth takes every cookie whose name begins with the session's for a part of it: the others begin differently.
export const SESSION_COOKIE_NAME = cookieName("session");
export const CSRF_COOKIE_NAME = cookieName("csrf");
export const DEVICE_COOKIE_NAME = cookieName("device");
export const WAY_BACK_COOKIE_NAME = cookieName("way-back");
export const JOURNEY_COOKIE_NAME = cookieName("journey");
export const SESSION_COOKIE_OPTIONS = { httpOnly: true, sameSite: "lax", path: "/", secure: overHttps } as const;

const tokenSchema = z.object({ sub: z.uuid() });

/** The secret of next-auth on this installation. */
export function sessionSecret(): string {
  return Buffer.from(purposeKey("session cookie")).toString("base64");
}

/** The cookie's value for a session. */
export async function sealSessionId(sessionId: string): Promise<string> {
  return await encode({ token: { sub: sessionId }, secret: sessionSecret(), maxAge: SESSION_AGE_MS_MAX / 1_000 });
}

/** The value of the request's session cookie, if it has one. */
export function sessionTokenOf(headers: RequestHeaders): string | undefined {
  return cookieValue(headers, SESSION_COOKIE_NAME) || undefined;
}

/** The session's id in the value of a cookie; undefined for a value that we did not make. */
export async function sessionIdOf(token: string): Promise<string | undefined> {
  try {
    const parsed = tokenSchema.safeParse(await decode({ token, secret: sessionSecret() }));
    return parsed.data?.sub;
  } catch {
    // Forged, expired, or of another installation on this host: each is nobody's.
    return undefined;
  }
}
