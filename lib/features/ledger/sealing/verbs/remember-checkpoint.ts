/**
 * An operator names the newest checkpoint that anybody has of a ledger, so that an installation which lost its memory may go
 * on signing.
 */
import { type Checkpoint, openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { readLastSigned, rememberSigned } from "#lib/infra/keys/last-signed.ts";
import { findLedger } from "../rows/ledgers.ts";
import { checkContains, RolledBackError, readTail, type Tail } from "../rows/tail.ts";
import { lockLedger } from "./lock-ledger.ts";
import { writeAuditRow } from "./write-audit-row.ts";

/** unsigned: no key of this ledger signed it. rolled_back: this database does not contain it, or what is remembered. */
export type RememberFailure = "not_found" | "unsigned" | "rolled_back";

/**
 * Remembers the end of the ledger, once it is proven to contain the checkpoint that is named and what is remembered still.
 * It never makes a database acceptable that lacks something known to be signed: such a ledger ends, or is restored.
 *
 * @param options.note a signed checkpoint, with or without cosignatures
 * @returns the sizes of the checkpoint that was named and of the ledger.
 * @throws {Error} when the end of the ledger does not verify.
 */
export async function rememberCheckpoint(options: {
  actor: { kind: "operator" };
  ledger: string;
  note: string;
  on?: Pool;
}): Promise<{ named: bigint; size: bigint } | { failed: RememberFailure; signed?: bigint; size?: bigint }> {
  const { actor, ledger, note, on = pool() } = options;
  try {
    const done = await transaction<{ named: bigint; tail: Tail } | { failed: RememberFailure }>(
      on,
      async (connection) => {
        await lockLedger(connection, ledger);
        if (!(await findLedger(ledger, connection))) return { failed: "not_found" };
        const tail = await readTail(connection, ledger);
        const { origin, size, verifierKeys } = tail;
        const named = verifierKeys
          .map((key) => openCheckpoint(note, key))
          .reduce<Checkpoint | undefined>(
            (found, opened) => ("checkpoint" in opened ? opened.checkpoint : found),
            undefined,
          );
        if (!named) return { failed: "unsigned" };
        const remembered = readLastSigned({ origin, keys: verifierKeys });
        for (const signed of [named, remembered]) if (signed) await checkContains(connection, { ledger, tail, signed });
        const details = { named: String(named.size), size: String(size) };
        await writeAuditRow(connection, { actor, action: "ledger.remember", subject: ledger, details });
        return { named: named.size, tail };
      },
    );
    if ("failed" in done) return done;
    const { named, tail } = done;
    rememberSigned(tail.note);
    return { named, size: tail.size };
  } catch (error) {
    if (!(error instanceof RolledBackError)) throw error;
    return { failed: "rolled_back", signed: error.signed, size: error.size };
  }
}
