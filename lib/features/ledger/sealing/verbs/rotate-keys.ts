/**
 * The keys of a ledger change without a flag day: a new key signs beside the old ones, everybody who follows the ledger
 * takes it over from its statement, and then an old key ends.
 */

import {
  formatKeyStatement,
  introducers,
  LEDGER_KEYS_MAX,
  type LedgerKeyAlgorithm,
} from "#lib/core/log/key-history.ts";
import { formatPolicy, parsePolicy } from "#lib/core/log/policy.ts";
import { publicUrl } from "#lib/env.ts";
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { type Connection, type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { createLedgerKey, signNote } from "#lib/infra/keys/ledger-signer.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { signsAt, verifierKeysOf } from "../rows/keys.ts";
import { findLedger } from "../rows/ledgers.ts";
import { openLedgerSigner } from "../rows/signer.ts";
import { readVerifiedTail, type Tail } from "../rows/tail.ts";
import type { LedgerKey } from "../types.ts";
import { insertLedgerKey } from "./insert-ledger-key.ts";
import { lockLedger } from "./lock-ledger.ts";

/** Each signs every checkpoint, and each line of a note is read by everybody: an overlap needs two. */
export const ACTIVE_KEYS_MAX = 4;

/** Command line or a member; the audit log names them. */
type KeyActor = Extract<Actor, { kind: "operator" | "user" }>;

export interface AddedKey {
  number: number;
  verifierKey: string;
  sinceSize: bigint;
  statement: string;
}

/**
 * Gives the ledger one more key, which signs from the next block on. The newest keys there are sign that it is the ledger's.
 *
 * @param options.algorithm an ML-DSA-44 key makes the ledger hybrid: it signs beside the Ed25519 keys, never instead of them; an SM2 key
 *   signs beside them too, for those who ask for it
 * @throws {SealbookError} `ledger_absent`; `too_many_ledger_keys`: end one first; `ledger_keys_exhausted`: a reader need not
 *   support more keys of one ledger.
 * @throws {Error} as `readVerifiedTail`: who cannot sign the next block changes no keys either.
 */
export async function addLedgerKey(options: {
  actor: KeyActor;
  ledger: string;
  algorithm?: LedgerKeyAlgorithm;
  on?: Pool;
}): Promise<AddedKey> {
  requireCommandLine(options.actor);
  const { actor, ledger, algorithm = "ed25519", on = pool() } = options;
  return await changing({ ledger, on }, async (connection, { origin, keys, size }) => {
    if (keys.filter(({ endSize }) => endSize === undefined).length >= ACTIVE_KEYS_MAX) {
      throw new SealbookError("too_many_ledger_keys", { details: { ledger } });
    }
    if (keys.length >= LEDGER_KEYS_MAX) throw new SealbookError("ledger_keys_exhausted", { details: { ledger } });
    const key = createLedgerKey({ ledger, origin, algorithm });
    const { verifierKey } = key;
    const [number, sinceSize] = [keys.length + 1, size + 1n];
    const before = await Promise.all(
      introducers(key.signer.key, verifierKeysOf(keys)).map(({ text }) =>
        openLedgerSigner(ledger, { verifierKey: text, on: connection }),
      ),
    );
    const statement = signNote([...before, key.signer], formatKeyStatement({ origin, verifierKey, sinceSize }));
    await insertLedgerKey(connection, { key, number, sinceSize, statement });
    // An ML-DSA key is no further log line, of which any one would do: policies ask for it where they are published; for an SM2 key none asks.
    if (algorithm === "ed25519") await writePolicyWithKey(connection, { ledger, verifierKey, sinceSize, actor });
    const details = { number, verifierKey, sinceSize: String(sinceSize) };
    await writeAuditRow(connection, { actor, action: "ledger_key.add", subject: ledger, details });
    return { number, verifierKey, sinceSize, statement };
  });
}

/**
 * A key signs no further checkpoint. It stays in the history, and receipts that it signed verify for ever.
 *
 * @throws {SealbookError} `ledger_absent`, `ledger_key_absent`, `ledger_key_ended`; `ledger_key_unsigned`: no other key of its
 *   algorithm that goes on has signed the checkpoint in force. A hybrid ledger stays one; SM2, on which nothing rests, may end.
 * @throws {Error} as `addLedgerKey`.
 */
export async function endLedgerKey(options: {
  actor: KeyActor;
  ledger: string;
  number: number;
  on?: Pool;
}): Promise<LedgerKey> {
  requireCommandLine(options.actor);
  const { actor, ledger, number, on = pool() } = options;
  return await changing({ ledger, on }, async (connection, { keys, size }) => {
    const key = keys[number - 1];
    if (!key) throw new SealbookError("ledger_key_absent", { details: { ledger } });
    if (key.endSize !== undefined) throw new SealbookError("ledger_key_ended");
    const goesOn = keys.some(
      (other) =>
        other !== key && other.algorithm === key.algorithm && other.endSize === undefined && signsAt(other, size),
    );
    if (!goesOn && key.algorithm !== "sm2") throw new SealbookError("ledger_key_unsigned");
    const userId = actor.kind === "user" ? actor.userId : null;
    const { rows } = await connection.query<{ at: Date }>(
      "INSERT INTO ledger_key_end (ledger, number, size, user_id) VALUES ($1, $2, $3, $4) RETURNING at",
      [ledger, number, size, userId],
    );
    const details = { number, verifierKey: key.verifierKey, size: String(size) };
    await writeAuditRow(connection, { actor, action: "ledger_key.retire", subject: ledger, details });
    return { ...key, endSize: size, endedAt: rows[0]?.at };
  });
}

/** A ledger whose policy is written down has the new key in it from the first block that the key signs. */
async function writePolicyWithKey(
  connection: Connection,
  options: { ledger: string; verifierKey: string; sinceSize: bigint; actor: KeyActor },
): Promise<void> {
  const { ledger, verifierKey, sinceSize, actor } = options;
  await connection.query("SELECT pg_advisory_xact_lock(hashtextextended('sealbook policy ' || $1, 0))", [ledger]);
  const { rows } = await connection.query<{ number: number; policy: string }>(
    "SELECT number, policy FROM ledger_policy WHERE ledger = $1 ORDER BY number DESC LIMIT 1",
    [ledger],
  );
  const [last] = rows;
  const [key] = verifierKeysOf([{ verifierKey }]);
  if (!last || !key) return;
  const policy = parsePolicy(last.policy);
  if ("error" in policy) throw new Error(`The policy of ledger ${ledger} cannot be read: ${policy.error}.`);
  const logs = [...policy.logs, { key, url: `${publicUrl}/ledger/${ledger}` }];
  await connection.query(
    `INSERT INTO ledger_policy (ledger, number, since_size, policy, user_id)
     SELECT $1, $2, greatest($3, max(since_size)), $4, $5 FROM ledger_policy WHERE ledger = $1`,
    [
      ledger,
      last.number + 1,
      sinceSize,
      formatPolicy({ ...policy, logs }),
      actor.kind === "user" ? actor.userId : null,
    ],
  );
}

/** In one transaction, under the lock of those who append: no block comes between what is read and what is written. */
async function changing<T>(
  { ledger, on }: { ledger: string; on: Pool },
  change: (connection: Connection, tail: Tail) => Promise<T>,
): Promise<T> {
  return await transaction(on, async (connection) => {
    await lockLedger(connection, ledger);
    if (!(await findLedger(ledger, connection))) throw new SealbookError("ledger_absent", { details: { ledger } });
    return await change(connection, await readVerifiedTail(connection, ledger));
  });
}
