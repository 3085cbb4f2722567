import type { UserActor } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { readProvenAt } from "../rows.ts";
import { isFresh } from "../types.ts";

/**
 * Goes on only while the actor has lately proven who they are: what changes how one signs in is not for whoever finds an open browser.
 *
 * @throws {SealbookError} `proof_needed`.
 */
export async function requireFreshProof(tx: Tx, actor: UserActor): Promise<void> {
  if (!isFresh(await readProvenAt(actor, tx))) throw new SealbookError("proof_needed");
}
