/** Whether somebody may use a seal for something. */
import type { MemberActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { grantedTo, type SealRow } from "../rows/seals.ts";

/** @throws {SealbookError} `seal_not_granted`, `seal_purpose_refused` */
export async function requireUsable(
  tx: Tx,
  actor: MemberActor,
  { seal, purpose }: { seal: SealRow; purpose: string },
): Promise<void> {
  const granted = (await grantedTo(actor, [seal.id], tx)).get(seal.id);
  if (granted === undefined && !may(actor, "seals:manage")) throw new SealbookError("seal_not_granted");
  const isAllowed = (purposes: readonly string[]) => purposes.length === 0 || purposes.includes(purpose);
  const own = may(actor, "seals:manage") ? [] : (granted ?? []);
  if (!isAllowed(seal.purposes) || !isAllowed(own)) {
    const allowed = own.length > 0 ? own : seal.purposes;
    throw new SealbookError("seal_purpose_refused", { field: "purpose", details: { purposes: allowed.join(", ") } });
  }
}
