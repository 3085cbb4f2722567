/**
 * Browsers in which an account was signed in before: whoever guesses its password elsewhere does not keep its owner out there.
 *
 * A cookie holds a mark for each of the accounts that were signed in last; only this installation can make one, and it opens nothing.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";

const ID_BYTES = 16;
const MARKS_MAX = 5;
const MARK = /^([\w-]{22})\.([\w-]{43})$/;
/** How long a browser keeps its marks. */
export const DEVICE_AGE_SECONDS = 365 * 24 * 60 * 60;

/** @returns the id of the device under which its attempts at the account are counted; undefined for one that is new to it */
export function knownDevice(cookie: string | undefined, email: string): string | undefined {
  for (const mark of marksIn(cookie)) {
    const [, id = "", mac = ""] = MARK.exec(mark) ?? [];
    const own = Buffer.from(macOf(id, email));
    const given = Buffer.from(mac);
    if (own.length === given.length && timingSafeEqual(own, given)) return id;
  }
  return undefined;
}

/** The cookie's value once the account was signed in there. */
export function withDevice(cookie: string | undefined, email: string): string {
  const known = knownDevice(cookie, email);
  const id = known ?? randomBytes(ID_BYTES).toString("base64url");
  const others = marksIn(cookie).filter((mark) => !mark.startsWith(`${id}.`));
  return [`${id}.${macOf(id, email)}`, ...others].slice(0, MARKS_MAX).join("~");
}

function marksIn(cookie = ""): string[] {
  return cookie.split("~", MARKS_MAX).filter((mark) => MARK.test(mark));
}

function macOf(id: string, email: string): string {
  return createHmac("sha256", purposeKey("known device")).update(`${id}\n${email}`, "utf8").digest("base64url");
}
