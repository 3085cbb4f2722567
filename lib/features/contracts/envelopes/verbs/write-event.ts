/** What is done about a contract, in its order. Whoever writes holds the contract's row, in the transaction of what is done. */
import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { queueEvents } from "#lib/features/accounts/webhooks/verbs/queue-events.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { SubscribedType } from "#lib/words/events.ts";
import { readEnvelope } from "../rows/envelopes.ts";
import { type Context, type Envelope, EVENT_STATEMENT, EVENTS_CHANNEL, type EventKind, type Party } from "../types.ts";

const SALT_BYTES = 16;
/** What programs elsewhere are told of. */
const NEWS: Partial<Record<EventKind, SubscribedType>> = {
  sent: "contract.sent",
  opened: "contract.opened",
  signed: "contract.signed",
  sealed: "contract.signed",
  approved: "contract.signed",
  declined: "contract.declined",
  completed: "contract.completed",
  voided: "contract.voided",
  expired: "contract.expired",
};

/** The contract as it is now; it does not change until the transaction ends. */
export async function holdEnvelope(tx: Tx, id: string): Promise<Envelope> {
  await tx.$queryRaw`SELECT FROM contract_envelope WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return await readEnvelope(id, tx);
}

/** @param given.facts what is stated beside who, what and when */
export async function writeContractEvent(
  tx: Tx,
  given: {
    envelope: Pick<Envelope, "id" | "organisationId" | "unitId">;
    kind: EventKind;
    at?: Date;
    party?: Pick<Party, "id" | "name" | "role" | "person"> | undefined;
    /** Who of the organisation. */
    by?: { kind: string; id: string } | undefined;
    context?: Context | undefined;
    facts?: Record<string, unknown>;
  },
): Promise<void> {
  const { envelope, kind, at = new Date(), party, by, context, facts = {} } = given;
  const { id: envelopeId, organisationId, unitId } = envelope;
  const last = await tx.contractEvent.findFirst({ where: { envelopeId }, orderBy: { number: "desc" } });
  const number = (last?.number ?? 0) + 1;
  const id = uuidv7();
  const statement = canonicalJson({
    statement: EVENT_STATEMENT,
    ...{ contract: envelopeId, id, number, kind, at: at.toISOString() },
    ...(party && { party: { name: party.name, role: party.role, person: party.person } }),
    ...(by && { by }),
    ...(context && { context: { ...context } }),
    ...facts,
    salt: toBase64(randomBytes(SALT_BYTES)),
  });
  await tx.contractEvent.create({ data: { id, envelopeId, number, partyId: party?.id ?? null, kind, statement, at } });
  const type = NEWS[kind];
  const data = { id: envelopeId, event: id, ...(party && { party: party.name }) };
  if (type) await queueEvents(tx, [{ organisationId, unitId, type, subject: id, at, data }]);
  await tx.$executeRaw`SELECT pg_notify(${EVENTS_CHANNEL}, '')`;
}
