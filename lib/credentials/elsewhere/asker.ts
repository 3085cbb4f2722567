/** Asking those whom a certificate of another system names: only where whoever checks it gave a way to, and few of them. */
import { isNestedAtMost } from "#lib/core/text/canonical-json.ts";
import { repeatedMember } from "#lib/core/text/json-members.ts";

/** A certificate, its kind, its issuer, a key and a list, and one to spare. */
const ASKED_MAX = 6;
const ADDRESS_CHARS_MAX = 2_048;
const ANSWER_CHARS_MAX = 2 * 1024 * 1024;
export const ANSWER_DEPTH_MAX = 32;

export interface Ways {
  /** The text at an address; undefined where there is none, or nobody answers. Who gives it sees to it that it leads nowhere else. */
  get: (address: string) => Promise<string | undefined>;
  /** The texts of a domain's TXT records; undefined where nobody answers. */
  txt?: (domain: string) => Promise<readonly string[] | undefined>;
}

export type Members = Readonly<Record<string, unknown>>;

export interface Asker {
  /** Whether anybody may be asked at all. */
  isOnline: boolean;
  asked: string[];
  text: (address: unknown) => Promise<string | undefined>;
  /** An object in JSON. */
  object: (address: unknown) => Promise<Members | undefined>;
  txt: (domain: unknown) => Promise<readonly string[] | "not_asked" | undefined>;
}

/** What every system's check is given besides the certificate. */
export type Asked = { asker: Asker; now: Date };

export function askerOf(ways: Ways | undefined): Asker {
  const asked: string[] = [];
  const text = async (address: unknown): Promise<string | undefined> => {
    const url = ways && asked.length < ASKED_MAX ? addressOf(address) : undefined;
    if (url === undefined) return undefined;
    asked.push(url.host);
    const found = await ways?.get(url.href).catch(() => undefined);
    return found === undefined || found.length > ANSWER_CHARS_MAX ? undefined : found;
  };
  return {
    isOnline: ways !== undefined,
    asked,
    text,
    object: async (address) => objectOf(await text(address)),
    txt: async (domain) => {
      if (ways?.txt === undefined || asked.length >= ASKED_MAX || typeof domain !== "string") return "not_asked";
      if (!DOMAIN.test(domain)) return undefined;
      asked.push(domain);
      return await ways.txt(domain).catch(() => undefined);
    },
  };
}

const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/i;

/** Behind TLS alone, and with nobody's password in it. */
export function addressOf(address: unknown): URL | undefined {
  if (typeof address !== "string" || address.length > ADDRESS_CHARS_MAX || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "https:" && url.username === "" && url.password === "" ? url : undefined;
}

/** The object that a text is to every reader; undefined for anything else. */
export function objectOf(text: string | undefined): Members | undefined {
  if (text === undefined || !isNestedAtMost(text, ANSWER_DEPTH_MAX)) return undefined;
  try {
    const value = membersOf(JSON.parse(text));
    return value && repeatedMember(text) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

export function membersOf(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export function textsOf(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === "string");
}
