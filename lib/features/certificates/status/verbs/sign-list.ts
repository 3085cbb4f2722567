/**
 * Status lists as they are signed: the Bitstring list of an issuer's credentials, and the token list of what its wallets hold. A list is signed
 * once for as long as nothing of it changes, and anew before it grows old; all processes make the same bytes, so that a reader's copy stays good
 * whichever of them answers.
 */
import { p256 } from "@noble/curves/nist.js";
import { bitsOf } from "#lib/credentials/bitstring.ts";
import { signStatusList } from "#lib/credentials/sign-status-list.ts";
import { signTokenStatusList } from "#lib/credentials/sign-token-status-list.ts";
import { TOKEN_STATUSES } from "#lib/credentials/token-status-list.ts";
import { publicUrl } from "#lib/env.ts";
import { openCredentialSigner, openWalletSigner } from "#lib/features/certificates/issuers/verbs/sign.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import { type ListHead, readChanges } from "../rows.ts";
import { LIST_ENTRIES, type ListKind, listPath } from "../types.ts";

/** From the beginning of one of these a list is good for a day: whoever has one can go without us for 18 hours at least. */
const WINDOW_MS = 6 * 3_600_000;
const VALID_MS = 24 * 3_600_000;
/** A few kilobytes each, some hundred where everything is revoked. */
const LISTS_MAX = 256;
const MS_A_SECOND = 1_000;

/** 128 KiB each. */
const VALUES_MAX = 64;
const VALID = TOKEN_STATUSES.indexOf("valid");
const BEFORE_ALL = -1n;

const signed = new Recent<string, Promise<string>>(LISTS_MAX);
const read = new Recent<string, { changes: bigint; values: Uint8Array }>(VALUES_MAX);

/** @param now of the reader; the list is good at that time */
export async function signedList(head: ListHead, { kind, now }: { kind: ListKind; now: Date }): Promise<string> {
  const begun = Math.floor(now.getTime() / WINDOW_MS) * WINDOW_MS;
  const { issuerId, number, changes, keyNumber, walletKeyNumber } = head;
  const key = [kind, issuerId, number, changes, kind === "status" ? keyNumber : walletKeyNumber, begun].join("/");
  const kept = signed.get(key);
  if (kept) return await kept;
  const signing = sign(head, { kind, begun });
  signed.set(key, signing);
  signing.catch(() => signed.delete(key));
  return await signing;
}

async function sign(head: ListHead, { kind, begun }: { kind: ListKind; begun: number }): Promise<string> {
  const { issuerId, slug, number, changedAt, keyFrom } = head;
  const address = `${publicUrl}${listPath({ slug, kind, number })}`;
  // Never before the key or the change was there; whole seconds, as proofs state them.
  const made = Math.max(begun, changedAt?.getTime() ?? 0, keyFrom.getTime());
  const created = new Date(Math.floor(made / MS_A_SECOND) * MS_A_SECOND).toISOString();
  const until = new Date(begun + VALID_MS).toISOString();
  if (kind === "status") {
    const [values, { did, ...signer }] = await Promise.all([valuesOf(head), openCredentialSigner(issuerId)]);
    const bits = bitsOf(LIST_ENTRIES, setIn(values));
    return await signStatusList({ ...signer, issuer: did, address, bits, created, validUntil: until });
  }
  const [values, { kid, secretKey }] = await Promise.all([valuesOf(head), openWalletSigner(issuerId)]);
  // By the portable code: the platform's signatures of the same bytes differ each time.
  const signer = { kid, sign: async (data: Uint8Array) => p256.sign(data, secretKey) };
  return await signTokenStatusList({ address, values, issuedAt: created, expiresAt: until, signer });
}

/** How each entry stands as of a change of the list, by its place in TOKEN_STATUSES. What was read before is read on from there. */
async function valuesOf({ issuerId, number, changes }: ListHead): Promise<Uint8Array> {
  const key = `${issuerId}/${number}`;
  const kept = read.get(key);
  if (kept?.changes === changes) return kept.values;
  const isOlder = kept !== undefined && kept.changes < changes;
  const values = isOlder ? kept.values.slice() : new Uint8Array(LIST_ENTRIES);
  const after = isOlder ? kept.changes : BEFORE_ALL;
  for (const { index, state } of await readChanges({ issuerId, number, after, upTo: changes })) {
    if (!(index in values)) throw new RangeError(`status list ${key} has no entry ${index}`);
    values[index] = TOKEN_STATUSES.indexOf(state);
  }
  read.set(key, { changes, values });
  return values;
}

function setIn(values: Uint8Array): number[] {
  const set: number[] = [];
  for (let index = 0; index < values.length; index++) if (values[index] !== VALID) set.push(index);
  return set;
}
