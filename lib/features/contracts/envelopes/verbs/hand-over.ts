import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { hashSecret } from "#lib/gate/api-key-secret.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireState } from "../checks/state.ts";
import { findEnvelope } from "../rows/envelopes.ts";
import { whoOf } from "../rows/who.ts";
import { writeContractEvent } from "./write-event.ts";

const TOKEN_BYTES = 32;
const MINUTE_MS = 60_000;

/**
 * What lets a party act for some minutes, for a program that has found out who it is. How, is kept as that program's word.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `contract_over`, `contract_not_sent`,
 *   `contract_party_waits`, `contract_party_done`; `contract_party_unfit` for one that seals
 */
export async function handOver(input: {
  actor: MemberActor;
  id: string;
  party: string;
  identity: { method: string; statement: string };
  minutes: number;
}): Promise<{ token: string; expiresAt: Date }> {
  requirePermission(input.actor, "contracts:write");
  const { actor, id, identity, minutes } = input;
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const behind = (tx: Tx) => tx.$queryRaw`SELECT FROM contract_envelope WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return await proven({ actor, authority: "contracts:write", activeOnly: true, behind }, async (tx, by) => {
    const envelope = await findEnvelope(by, id, tx);
    const party = envelope?.parties.find(({ name }) => name === input.party);
    if (!envelope || !party) throw new SealbookError("not_found");
    requireState(envelope, "sent");
    if (party.role === "seals") throw new SealbookError("contract_party_unfit");
    if (party.state === "done") throw new SealbookError("contract_party_done");
    // Who may not see a contract before another one has signed gets nothing to open it with.
    if (party.state !== "due") throw new SealbookError("contract_party_waits");
    const accessId = uuidv7();
    const expiresAt = new Date(Math.min(Date.now() + minutes * MINUTE_MS, envelope.expiresAt.getTime()));
    await tx.contractAccess.create({
      data: {
        ...{ id: accessId, partyId: party.id, expiresAt, tokenHash: hashSecret(token) },
        ...{ identityMethod: identity.method, identityStatement: identity.statement },
      },
      select: { id: true },
    });
    const facts = {
      access: accessId,
      expiresAt: expiresAt.toISOString(),
      identity: { checkedBy: "sender", ...identity },
    };
    await writeContractEvent(tx, { envelope, kind: "handed_over", party, by: whoOf(by), facts });
    const details = { title: envelope.title, party: party.name };
    const { organisationId } = by;
    await writeAuditEvent(tx, { actor, organisationId, action: "envelope.hand_over", subject: id, details });
    return { token, expiresAt };
  });
}
