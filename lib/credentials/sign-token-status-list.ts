/** Token status lists made and signed, for whoever issues. */
import { utf8 } from "#lib/core/text/bytes.ts";
import { toBase64Url } from "./base64url.ts";
import { pack } from "./deflate.ts";
import type { SdJwtSigner } from "./sd-jwt-issue.ts";
import { BITS_AN_ENTRY, ENTRIES_A_BYTE, readList, TOKEN_LIST_TYPE, valueAt } from "./token-status-list.ts";

const MS_A_SECOND = 1000;
const VALUES = 2 ** BITS_AN_ENTRY;

/**
 * The JWT of a list. What is about to be signed is read back, entry by entry, by the code of those who check: a list that says something else
 * than was meant would revoke, or reinstate, strangers.
 *
 * @param input.address where it is served, which is its `sub`
 * @param input.values of each entry, as TOKEN_STATUSES has them
 * @param input.issuedAt RFC 3339, as is `expiresAt`
 * @throws {RangeError} for a value that has too many bits
 */
export async function signTokenStatusList(input: {
  address: string;
  values: Uint8Array;
  issuedAt: string;
  expiresAt: string;
  signer: SdJwtSigner;
}): Promise<string> {
  const { address, values, signer } = input;
  const list = { bits: BITS_AN_ENTRY, lst: toBase64Url(await pack(packEntries(values), "deflate")) };
  await readBack(list, values);
  const header = { alg: "ES256", typ: TOKEN_LIST_TYPE, kid: signer.kid };
  const times = { iat: seconds(input.issuedAt), exp: seconds(input.expiresAt) };
  const data = `${encoded(header)}.${encoded({ sub: address, ...times, status_list: list })}`;
  return `${data}.${toBase64Url(await signer.sign(utf8(data)))}`;
}

/** The first entry in the lowest bits of the first byte (section 4.1). */
function packEntries(values: Uint8Array): Uint8Array {
  const list = new Uint8Array(Math.ceil(values.length / ENTRIES_A_BYTE));
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value >= VALUES) throw new RangeError(`no status has the value ${value}`);
    const at = Math.floor(index / ENTRIES_A_BYTE);
    list[at] = (list[at] ?? 0) | (value << ((index % ENTRIES_A_BYTE) * BITS_AN_ENTRY));
  }
  return list;
}

async function readBack(made: unknown, values: Uint8Array): Promise<void> {
  const list = await readList(made);
  const wrong = list === undefined ? 0 : values.findIndex((value, index) => valueAt(list, index) !== value);
  if (wrong >= 0) throw new Error(`token status list: entry ${wrong} is not what was meant`);
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / MS_A_SECOND);
const encoded = (part: object): string => toBase64Url(utf8(JSON.stringify(part)));
