/** What the API answers about contracts. */
import { z } from "zod";
import { toHex } from "#lib/core/text/bytes.ts";
import { FIELD_KINDS } from "#lib/pades/form-fields.ts";
import { fieldSchema } from "../schema.ts";
import { type Envelope, EVENT_KINDS, PARTY_STATES, ROLES, STATES, type Version } from "../types.ts";

const time = z.iso.datetime();
const partyJsonSchema = z.strictObject({
  name: z.string(),
  role: z.enum(ROLES),
  person: z.string(),
  state: z.enum(PARTY_STATES),
  doneAt: time.optional(),
});
const documentJsonSchema = z.strictObject({
  /** How many signatures it has. */
  version: z.int(),
  /** Hex. */
  sha256: z.string(),
  size: z.int(),
});

export const envelopeJsonSchema = z
  .strictObject({
    id: z.uuid(),
    title: z.string(),
    state: z.enum(STATES),
    unit: z.uuid().optional(),
    /** Id of the record of the document that it was made from. */
    source: z.uuid(),
    inOrder: z.boolean(),
    parties: z.array(partyJsonSchema),
    fields: z.array(fieldSchema.extend({ kind: z.enum(FIELD_KINDS), required: z.boolean() })),
    createdAt: time,
    sentAt: time.optional(),
    expiresAt: time,
    endedAt: time.optional(),
    /** As it stands; of one contract alone, from when it was sent. */
    document: documentJsonSchema.optional(),
  })
  .meta({ id: "ContractEnvelope" });
export const composedEnvelopeJsonSchema = envelopeJsonSchema
  .extend({ /** Of the contract that was composed. */ number: z.string() })
  .meta({ id: "ComposedContractEnvelope" });
export const envelopesJsonSchema = z.strictObject({ items: z.array(envelopeJsonSchema), next: z.uuid().optional() });

const eventJsonSchema = z
  .strictObject({
    id: z.uuid(),
    number: z.int(),
    kind: z.enum(EVENT_KINDS),
    party: z.string().optional(),
    at: time,
    /** Id of its record, once it is recorded. */
    evidence: z.uuid().optional(),
  })
  .meta({ id: "ContractEnvelopeEvent" });
export const eventsJsonSchema = z.strictObject({ items: z.array(eventJsonSchema), next: z.int().optional() });

export function envelopeBody(envelope: Envelope, version?: Version): z.output<typeof envelopeJsonSchema> {
  const { id, title, state, inOrder, fields, unitId, sourceId, createdAt, sentAt, expiresAt, endedAt } = envelope;
  return {
    ...{ id, title, state, inOrder, source: sourceId, createdAt: createdAt.toISOString() },
    fields: fields.map(({ options, ...field }) => ({ ...field, ...(options && { options: [...options] }) })),
    expiresAt: expiresAt.toISOString(),
    parties: partiesBody(envelope),
    ...(unitId !== null && { unit: unitId }),
    ...(sentAt && { sentAt: sentAt.toISOString() }),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    ...(version && { document: { version: version.number, sha256: toHex(version.sha256), size: version.size } }),
  };
}

const partiesBody = ({ parties }: Envelope): z.output<typeof partyJsonSchema>[] =>
  parties.map(({ name, role, person, state, doneAt }) => ({
    ...{ name, role, person, state },
    ...(doneAt && { doneAt: doneAt.toISOString() }),
  }));
