/**
 * An operator names the newest checkpoint that anybody has of a ledger, so that an installation which lost its memory may go
 * on signing.
 */

import { type Checkpoint, openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { readLastSigned, rememberSigned } from "#lib/infra/keys/last-signed.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findLedger } from "../rows/ledgers.ts";
import { checkContains, RolledBackError, readTail } from "../rows/tail.ts";
import { lockLedger } from "./lock-ledger.ts";

/**
 * Remembers the end of the ledger, once it is proven to contain the checkpoint that is named and what is remembered still.
 * It never makes a database acceptable that lacks something known to be signed: such a ledger ends, or is restored.
 *
 * @param options.note a signed checkpoint, with or without cosignatures
 * @returns the sizes of the checkpoint that was named and of the ledger.
 * @throws {SealbookError} `ledger_absent`; `checkpoint_unsigned`: no key of this ledger signed it; `ledger_rolled_back`: this
 *   database does not contain it, or what is remembered.
 * @throws {Error} when the end of the ledger does not verify.
 */
export async function rememberCheckpoint(options: {
  actor: { kind: "operator" };
  ledger: string;
  note: string;
  on?: Pool;
}): Promise<{ named: bigint; size: bigint }> {
  requireCommandLine(options.actor);
  const { actor, ledger, note, on = pool() } = options;
  try {
    const { named, tail } = await transaction(on, async (connection) => {
      await lockLedger(connection, ledger);
      if (!(await findLedger(ledger, connection))) throw new SealbookError("ledger_absent", { details: { ledger } });
      const tail = await readTail(connection, ledger);
      const { origin, size, trustedKeys } = tail;
      const named = trustedKeys
        .map((key) => openCheckpoint(note, key))
        .reduce<Checkpoint | undefined>(
          (found, opened) => ("checkpoint" in opened ? opened.checkpoint : found),
          undefined,
        );
      if (!named) throw new SealbookError("checkpoint_unsigned", { details: { ledger } });
      const remembered = readLastSigned({ origin, keys: trustedKeys });
      for (const signed of [named, remembered]) if (signed) await checkContains(connection, { ledger, tail, signed });
      const details = { named: String(named.size), size: String(size) };
      await writeAuditRow(connection, { actor, action: "ledger.remember", subject: ledger, details });
      return { named: named.size, tail };
    });
    rememberSigned(tail.note);
    return { named, size: tail.size };
  } catch (error) {
    if (!(error instanceof RolledBackError)) throw error;
    const sizes = { signed: String(error.signed), size: String(error.size) };
    throw new SealbookError("ledger_rolled_back", { details: sizes, cause: error });
  }
}
