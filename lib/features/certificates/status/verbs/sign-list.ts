/**
 * Status lists as they are signed: the Bitstring list of an issuer's credentials, and the token list of what its wallets hold. A list is signed
 * once for as long as nothing of it changes, and anew before it grows old; all processes make the same bytes, so that a reader's copy stays good
 * whichever of them answers.
 */
import { p256 } from "@noble/curves/nist.js";
import { bitsOf } from "#lib/credentials/bitstring.ts";
import { signStatusList } from "#lib/credentials/sign-status-list.ts";
import { signTokenStatusList } from "#lib/credentials/sign-token-status-list.ts";
import { publicUrl } from "#lib/env.ts";
import { openSigners } from "#lib/features/certificates/issuers/verbs/sign.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import { type ListHead, readMarks } from "../rows.ts";
import { LIST_ENTRIES, type ListKind, listPath } from "../types.ts";

/** From the beginning of one of these a list is good for a day: whoever has one can go without us for 18 hours at least. */
const WINDOW_MS = 6 * 3_600_000;
const VALID_MS = 24 * 3_600_000;
/** A few kilobytes each, some hundred where everything is revoked. */
const LISTS_MAX = 256;
const MS_A_SECOND = 1_000;

const signed = new Recent<string, Promise<string>>(LISTS_MAX);

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
  const marks = await readMarks({ issuerId, number });
  const { did, ed25519, p256: wallet } = await openSigners(issuerId);
  const address = `${publicUrl}${listPath({ slug, kind, number })}`;
  // Never before the key or the change was there; whole seconds, as proofs state them.
  const made = Math.max(begun, changedAt?.getTime() ?? 0, keyFrom.getTime());
  const created = new Date(Math.floor(made / MS_A_SECOND) * MS_A_SECOND).toISOString();
  const until = new Date(begun + VALID_MS).toISOString();
  if (kind === "status") {
    const bits = bitsOf(LIST_ENTRIES, marks.keys());
    return await signStatusList({ ...ed25519, issuer: did, address, bits, created, validUntil: until });
  }
  // By the portable code: the platform's signatures of the same bytes differ each time.
  const sign = async (data: Uint8Array) => p256.sign(data, wallet.secretKey);
  return await signTokenStatusList({
    ...{ address, entries: LIST_ENTRIES, statuses: marks },
    ...{ issuedAt: created, expiresAt: until, signer: { kid: wallet.kid, sign } },
  });
}
