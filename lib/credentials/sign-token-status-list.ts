/** Token status lists made by the library of the field and signed, for whoever issues. */
import { createHeaderAndPayload, StatusList } from "@sd-jwt/jwt-status-list";
import { utf8 } from "#lib/core/text/bytes.ts";
import { toBase64Url } from "./base64url.ts";
import type { SdJwtSigner } from "./sd-jwt-issue.ts";
import { BITS_AN_ENTRY, readList, TOKEN_STATUSES, type TokenStatus, valueAt } from "./token-status-list.ts";

const MS_A_SECOND = 1000;

/**
 * The JWT of a list. The library writes a value that has too many bits into the neighbour's entry; so values are names here, and what is about
 * to be signed is read back, entry by entry, by other code.
 *
 * @param input.address where it is served, which is its `sub`
 * @param input.statuses by index; all others are valid
 * @param input.issuedAt RFC 3339, as is `expiresAt`
 */
export async function signTokenStatusList(input: {
  address: string;
  entries: number;
  statuses: ReadonlyMap<number, TokenStatus>;
  issuedAt: string;
  expiresAt: string;
  signer: SdJwtSigner;
}): Promise<string> {
  const { address, entries, statuses, signer } = input;
  const values = new Array<number>(entries).fill(0);
  for (const [index, status] of statuses) {
    if (!Number.isInteger(index) || index < 0 || index >= entries)
      throw new RangeError(`no entry ${index} in the list`);
    values[index] = TOKEN_STATUSES.indexOf(status);
  }
  const { header, payload } = createHeaderAndPayload(
    new StatusList(values, BITS_AN_ENTRY),
    { sub: address, iat: seconds(input.issuedAt), exp: seconds(input.expiresAt) },
    { alg: "ES256", typ: "statuslist+jwt", kid: signer.kid },
  );
  await readBack(payload.status_list, values);
  const data = `${encoded(header)}.${encoded(payload)}`;
  return `${data}.${toBase64Url(await signer.sign(utf8(data)))}`;
}

async function readBack(made: unknown, values: readonly number[]): Promise<void> {
  const list = await readList(made);
  const wrong = list === undefined ? 0 : values.findIndex((value, index) => valueAt(list, index) !== value);
  if (wrong >= 0) throw new Error(`token status list: entry ${wrong} is not what was meant`);
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / MS_A_SECOND);
const encoded = (part: object): string => toBase64Url(utf8(JSON.stringify(part)));
