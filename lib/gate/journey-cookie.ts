/** What this browser took along to somebody else's sign-in page, sealed: nobody else brings it back. */
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";
import { JOURNEY_COOKIE_NAME, SESSION_COOKIE_OPTIONS } from "./session-cookie.ts";

const JOURNEY_AGE_SECONDS = 10 * 60;

const secret = (): string => Buffer.from(purposeKey("journey cookie")).toString("base64");

export async function rememberJourney(journey: Record<string, string>): Promise<void> {
  const value = await encode({ token: journey, secret: secret(), maxAge: JOURNEY_AGE_SECONDS });
  (await cookies()).set(JOURNEY_COOKIE_NAME, value, { ...SESSION_COOKIE_OPTIONS, maxAge: JOURNEY_AGE_SECONDS });
}

/** Takes it back, once. @returns undefined when there is none, or it took too long */
export async function takeJourney(): Promise<unknown> {
  const jar = await cookies();
  const token = jar.get(JOURNEY_COOKIE_NAME)?.value;
  if (!token) return undefined;
  jar.set(JOURNEY_COOKIE_NAME, "", { ...SESSION_COOKIE_OPTIONS, maxAge: 0 });
  try {
    return await decode({ token, secret: secret() });
  } catch {
    return undefined;
  }
}
