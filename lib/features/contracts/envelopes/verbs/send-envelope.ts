import { toBase64 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireState } from "../checks/state.ts";
import { findEnvelope } from "../rows/envelopes.ts";
import { readFinished } from "../rows/sources.ts";
import { whoOf } from "../rows/who.ts";
import type { Envelope } from "../types.ts";
import { addVersion } from "./add-version.ts";
import { holdEnvelope, writeContractEvent } from "./write-event.ts";

/**
 * The document is finished, and from now on is what every party sees and nobody changes.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `contract_over`, `contract_sent`; as
 *   `readFinished`; `invalid_field` for a time that is over
 */
export async function sendEnvelope(input: { actor: MemberActor; id: string }): Promise<Envelope> {
  requirePermission(input.actor, "contracts:write");
  const { actor, id } = input;
  const draft = await findEnvelope(actor, id);
  if (!draft) throw new SealbookError("not_found");
  requireState(draft, "draft");
  const pdf = await readFinished(actor, draft);
  const behind = (tx: Tx) => tx.$queryRaw`SELECT FROM contract_envelope WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return await proven({ actor, authority: "contracts:write", activeOnly: true, behind }, async (tx, by) => {
    if (!(await findEnvelope(by, id, tx))) throw new SealbookError("not_found");
    const envelope = await holdEnvelope(tx, id);
    requireState(envelope, "draft");
    if (envelope.expiresAt <= new Date())
      throw new SealbookError("invalid_field", { field: "expiresAt", details: { field: "expiresAt" } });
    const { sha256, size } = await addVersion(tx, { envelopeId: id, number: 0, pdf });
    await tx.contractEnvelope.update({ where: { id }, data: { sentAt: new Date() } });
    const { title, sourceId, inOrder, expiresAt, fields, edges, parties } = envelope;
    const facts = {
      ...{ title, inOrder, source: sourceId, expiresAt: expiresAt.toISOString(), fields, edges },
      document: { sha256: toBase64(sha256), size },
      parties: parties.map(({ name, role, person }) => ({ name, role, person })),
    };
    await writeContractEvent(tx, { envelope, kind: "sent", by: whoOf(by), facts });
    await writeAuditEvent(tx, {
      actor,
      organisationId: by.organisationId,
      action: "envelope.send",
      subject: id,
      details: { title },
    });
    return await holdEnvelope(tx, id);
  });
}
