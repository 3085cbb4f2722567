/**
 * Browsers in which an account was signed in before: whoever guesses its password elsewhere does not keep its owner out there.
 *
 * A cookie holds a mark for each of the accounts that were signed in last; only this installation can make one, and it opens nothing.
 * It ends with the password: who knew an earlier one, and gathered marks with it, guesses the next one as strangers do.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { pool } from "#lib/infra/db/pool.ts";
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";

const ID_BYTES = 16;
const MARKS_MAX = 5;
const MARK = /^([\w-]{22})\.([\w-]{43})$/;
/** How long a browser keeps its marks. */
export const DEVICE_AGE_SECONDS = 365 * 24 * 60 * 60;

/** What a mark is made for. */
export interface MarkedAccount {
  email: string;
  /** The one that it has now. */
  passwordHash: string;
}

/** As `knownDevice`, of the account that has this e-mail, if one has. */
export async function findKnownDevice(cookie: string | undefined, email: string): Promise<string | undefined> {
  if (marksIn(cookie).length === 0) return undefined;
  const statement = `SELECT email, password_hash AS "passwordHash" FROM user_account WHERE email = $1`;
  const { rows } = await pool().query<MarkedAccount>(statement, [email]);
  return rows[0] && knownDevice(cookie, rows[0]);
}

/** @returns the id of the device under which its attempts at the account are counted; undefined for one that is new to it */
export function knownDevice(cookie: string | undefined, account: MarkedAccount): string | undefined {
  for (const mark of marksIn(cookie)) {
    const [, id = "", mac = ""] = MARK.exec(mark) ?? [];
    const own = Buffer.from(macOf(id, account));
    const given = Buffer.from(mac);
    if (own.length === given.length && timingSafeEqual(own, given)) return id;
  }
  return undefined;
}

/** The cookie's value once the account was signed in there. */
export function withDevice(cookie: string | undefined, account: MarkedAccount): string {
  const known = knownDevice(cookie, account);
  const id = known ?? randomBytes(ID_BYTES).toString("base64url");
  const others = marksIn(cookie).filter((mark) => !mark.startsWith(`${id}.`));
  return [`${id}.${macOf(id, account)}`, ...others].slice(0, MARKS_MAX).join("~");
}

function marksIn(cookie = ""): string[] {
  return cookie.split("~", MARKS_MAX).filter((mark) => MARK.test(mark));
}

function macOf(id: string, { email, passwordHash }: MarkedAccount): string {
  const text = `${id}\n${email}\n${passwordHash}`;
  return createHmac("sha256", purposeKey("known device")).update(text, "utf8").digest("base64url");
}
