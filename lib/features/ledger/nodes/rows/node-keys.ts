/** The keys under which a witness is invited: its own, of one name, one of each algorithm at most. */
import { KEY_TYPE, parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import { equalBytes } from "#lib/core/text/bytes.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { ErrorCode } from "#lib/words/errors.ts";

/** As the table has them: the second one is ML-DSA-44 beside an Ed25519 key. */
export interface NodeKeys {
  verifierKey: string | null;
  mlDsaKey: string | null;
}

/** The keys that a text spells, one or two, in either order; else why not. */
export function parseNodeKeys(text: string): NodeKeys | ErrorCode {
  const texts = text.split(/\s+/).filter((each) => each !== "");
  const keys = texts.flatMap((each) => parseVerifierKey(each) ?? []);
  if (keys.length < texts.length || keys.length === 0) return "invalid_verifier_key";
  const [mlDsa, ed25519] = [keys.filter(isMlDsa), keys.filter((key) => !isMlDsa(key))];
  const isOne = mlDsa.length <= 1 && ed25519.length <= 1 && new Set(keys.map(({ name }) => name)).size === 1;
  if (!isOne) return "verifier_keys_unlike";
  const [first, second] = [...ed25519, ...mlDsa];
  return { verifierKey: first?.text ?? null, mlDsaKey: second?.text ?? null };
}

function isMlDsa({ type }: VerifierKey): boolean {
  return type === KEY_TYPE.mlDsa44;
}

/**
 * Why a witness may not have these keys; undefined when it may. Each has keys of its own under a name of its own: one key under two names
 * would count twice.
 *
 * @param asked.nodeId of the node that has some of them already
 */
export async function keyRefusal(
  tx: Tx,
  { ledger, keys, nodeId }: { ledger: string; keys: NodeKeys; nodeId?: string },
): Promise<ErrorCode | undefined> {
  const own = keysOf(keys);
  const { origin, keys: ledgerKeys } = await tx.ledger.findUniqueOrThrow({
    where: { name: ledger },
    select: { origin: true, keys: { select: { verifierKey: true } } },
  });
  const others = await tx.node.findMany({
    where: { ledgerName: ledger, ...(nodeId !== undefined && { NOT: { id: nodeId } }) },
    select: { verifierKey: true, mlDsaKey: true },
  });
  const isKey = (one: VerifierKey) => (other: VerifierKey) => equalBytes(one.publicKey, other.publicKey);
  const ofLedger = ledgerKeys.flatMap(({ verifierKey }) => parseVerifierKey(verifierKey) ?? []);
  if (own.some((key) => key.name === origin || ofLedger.some(isKey(key)))) return "verifier_key_of_ledger";
  const taken = others.flatMap(keysOf);
  const isTaken = own.some((key) => taken.some((other) => isKey(key)(other) || other.name === key.name));
  return isTaken ? "verifier_key_taken" : undefined;
}

function keysOf({ verifierKey, mlDsaKey }: NodeKeys): VerifierKey[] {
  return [verifierKey, mlDsaKey].flatMap((text) => (text === null ? [] : (parseVerifierKey(text) ?? [])));
}
