/** The history of a ledger's keys and its entry for lists of logs, as they are published. */
import { formatKeyHistory, formatKeyStatement } from "#lib/core/log/key-history.ts";
import { env, publicUrl } from "#lib/env.ts";
import type { KeysView } from "#lib/features/ledger/explorer/schema/ledger.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import type { Ledger, LedgerKey } from "#lib/features/ledger/sealing/types.ts";
import { signNote } from "#lib/infra/keys/ledger-signer.ts";
import { epochUrl, readPolicyEpochs } from "./policy-epochs.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The statements of all keys that trust may rest on, the oldest first, as `readKeyHistory` reads them; undefined when there is no such ledger. */
export async function readPublishedHistory(name: string): Promise<string | undefined> {
  const ledger = await findLedger(name);
  const keys = ledger?.keys.filter(({ algorithm }) => algorithm !== "sm2") ?? [];
  return ledger && formatKeyHistory(await Promise.all(keys.map((key) => statementOf(ledger, key))));
}

/** The same for programs that do not read notes, with the sizes at which keys ended. */
export async function readKeysView(name: string): Promise<KeysView | undefined> {
  const ledger = await findLedger(name);
  if (!ledger) return undefined;
  const keys = ledger.keys.map(async (key) => ({
    number: key.number,
    verifierKey: key.verifierKey,
    algorithm: key.algorithm,
    sinceSize: Number(key.sinceSize),
    ...(key.endSize !== undefined && { endSize: Number(key.endSize) }),
    addedAt: key.addedAt.toISOString(),
    ...(key.endedAt && { endedAt: key.endedAt.toISOString() }),
    statement: await statementOf(ledger, key),
  }));
  const policies = ((await readPolicyEpochs(name)) ?? []).map(({ since, until }) => ({
    sinceSize: Number(since),
    ...(until !== undefined && { endSize: Number(until) }),
    url: epochUrl(ledger, since),
  }));
  return { ledger: name, origin: ledger.origin, keys: await Promise.all(keys), policies };
}

/** A first key's statement need not be stored: its key alone signs it, and Ed25519 has no randomness in it (RFC 8032). */
async function statementOf({ name, origin }: Ledger, key: LedgerKey): Promise<string> {
  if (key.statement !== undefined) return key.statement;
  const { verifierKey, sinceSize } = key;
  const signer = await openLedgerSigner(name, { verifierKey });
  return signNote(signer, formatKeyStatement({ origin, verifierKey, sinceSize }));
}

/**
 * C2SP tlog-list, from which witnesses take logs over: the key, how many checkpoints a day there may be, whom to ask. A
 * list has one key a log: the newest Ed25519 key that signs.
 */
export async function readLogList(name: string): Promise<string | undefined> {
  const ledger = await findLedger(name);
  if (!ledger) return undefined;
  const perDay = Math.ceil(DAY_MS / env.BLOCK_INTERVAL_MS);
  const contact = /<([^<>]+)>$/.exec(env.MAIL_FROM ?? "")?.[1] ?? env.MAIL_FROM ?? publicUrl;
  return `logs/v0\n\nvkey ${ledger.verifierKey}\nqpd ${perDay}\ncontact ${contact}\n`;
}
