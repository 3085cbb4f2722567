/** A ledger comes into being: its origin, its key, and the signed checkpoint of the empty tree. */

import type { LedgerFormat } from "#lib/core/log/block.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { formatKeyStatement } from "#lib/core/log/key-history.ts";
import { EMPTY_ROOT } from "#lib/core/log/merkle.ts";
import { TEST_LEDGER } from "#lib/core/log/test-ledger.ts";
import { env, publicUrl } from "#lib/env.ts";
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { type Connection, type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { createLedgerKey, type LedgerSigner, signNote } from "#lib/infra/keys/ledger-signer.ts";
import { findLedger } from "../rows/ledgers.ts";
import type { Ledger } from "../types.ts";
import { insertLedgerKey } from "./insert-ledger-key.ts";

/** What a new ledger gets; those that are there keep theirs. */
const NEW_FORMAT: LedgerFormat = 2;
/** C2SP signed-note: a key name has no space and no plus sign. */
const KEY_NAME = /^[^\s+]+$/u;

/**
 * The ledger of this name, made if it is not there yet. Several processes may ask at once: one makes it.
 *
 * The origin is fixed at that moment (host and path of PUBLIC_URL, then `/ledger/<name>`) and never changes, nor does the format.
 */
export async function ensureLedger(
  name: string,
  { format = NEW_FORMAT, keys, on = pool() }: Pick<NewLedger, "format" | "keys"> & { on?: Pool } = {},
): Promise<Ledger> {
  const found = await findLedger(name, on);
  if (found) return found;
  await transaction(on, (connection) =>
    insertLedger(name, { connection, actor: { kind: "worker" }, format, ...(keys && { keys }) }),
  );
  const made = await findLedger(name, on);
  if (!made) throw new Error(`Ledger ${name} cannot have the origin ${originOf(name)}: another ledger has it.`);
  return made;
}

/** @throws {Error} when PUBLIC_URL cannot be part of a key's name. */
export function originOf(name: string): string {
  const { host, pathname } = new URL(publicUrl);
  const origin = `${host}${pathname.replace(/\/+$/, "")}/ledger/${name}`;
  if (!KEY_NAME.test(origin)) throw new Error(`PUBLIC_URL must have no space and no "+": ${publicUrl}`);
  return origin;
}

// COMMIT makes ledger, keys and audit row appear together. Whoever loses the race throws its unused keys away.
/**
 * @param options.keys that sign its blocks: an Ed25519 key, and in a hybrid ledger an ML-DSA-44 key beside it
 * @returns whether it was made: false when a ledger of this name or origin is there.
 */
export async function insertLedger(
  name: string,
  { connection, actor, format = NEW_FORMAT, keys: asked = env.LEDGER_KEYS }: NewLedger,
): Promise<boolean> {
  const origin = originOf(name);
  const key = createLedgerKey({ ledger: name, origin });
  const emptyCheckpoint = signNote(key.signer, formatCheckpoint({ origin, size: 0n, root: EMPTY_ROOT }));
  const { rowCount } = await connection.query(
    "INSERT INTO ledger (name, origin, format, empty_checkpoint, is_test) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    [name, origin, format, emptyCheckpoint, name === TEST_LEDGER],
  );
  if (rowCount === 0) return false;
  const { verifierKey } = key;
  const statement = signNote(key.signer, formatKeyStatement({ origin, verifierKey, sinceSize: 0n }));
  await insertLedgerKey(connection, { key, number: 1, sinceSize: 0n, statement });
  if (asked === "hybrid") await insertSecondKey(connection, { ledger: name, origin, first: key.signer });
  const details = { origin, format, verifierKey };
  const organisationId = actor.kind === "user" ? actor.organisationId : null;
  await writeAuditRow(connection, { actor, organisationId, action: "ledger.create", subject: name, details });
  return true;
}

interface NewLedger {
  connection: Connection;
  actor: Actor;
  format?: LedgerFormat;
  keys?: typeof env.LEDGER_KEYS;
}

/** An ML-DSA-44 key signs every block from the first on; the checkpoint of the empty tree, which proves nothing, has one signature. */
async function insertSecondKey(
  connection: Connection,
  { ledger, origin, first }: { ledger: string; origin: string; first: LedgerSigner },
): Promise<void> {
  const key = createLedgerKey({ ledger, origin, algorithm: "ml-dsa-44" });
  const text = formatKeyStatement({ origin, verifierKey: key.verifierKey, sinceSize: 1n });
  await insertLedgerKey(connection, { key, number: 2, sinceSize: 1n, statement: signNote([first, key.signer], text) });
}
