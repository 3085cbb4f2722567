/** A party did what is its part; with the last of them the contract is completed, and what says all of it is its last event. */
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { findVersion } from "#lib/features/contracts/envelopes/rows/versions.ts";
import type { Envelope, Party } from "#lib/features/contracts/envelopes/types.ts";
import { endEnvelope } from "#lib/features/contracts/envelopes/verbs/end-envelope.ts";
import { finishContractParty } from "#lib/features/contracts/envelopes/verbs/finish-contract-party.ts";
import { holdEnvelope, writeContractEvent } from "#lib/features/contracts/envelopes/verbs/write-event.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

type Event = Omit<Parameters<typeof writeContractEvent>[1], "envelope" | "party">;

export async function finishParty(tx: Tx, given: Event & { envelope: Envelope; party: Party }): Promise<Envelope> {
  const { envelope, party, at = new Date(), ...event } = given;
  await finishContractParty(tx, { partyId: party.id, at });
  await writeContractEvent(tx, { ...event, at, envelope, party });
  const now = await holdEnvelope(tx, envelope.id);
  if (now.parties.some(({ state }) => state !== "done")) return now;
  await endEnvelope(tx, { envelope: now, as: "completed", at, facts: await completionOf(tx, now) });
  return await holdEnvelope(tx, envelope.id);
}

/** Everything that a completion certificate says, from what was written of each act. */
async function completionOf(tx: Tx, envelope: Envelope): Promise<Record<string, unknown>> {
  const events = await tx.contractEvent.findMany({ where: { envelopeId: envelope.id }, orderBy: { number: "asc" } });
  const version = await findVersion(envelope.id, tx);
  const parties = envelope.parties.map(({ id, name, role, person }) => {
    const own = events.filter((event) => event.partyId === id && ["signed", "sealed", "approved"].includes(event.kind));
    const act = JSON.parse(own.at(-1)?.statement ?? "{}") as Record<string, unknown>;
    const { kind, at, way, certificate, level, identity } = act;
    return { name, role, person, act: { kind, at, way, certificate, level, identity: withoutStatement(identity) } };
  });
  return {
    title: envelope.title,
    source: envelope.sourceId,
    document: version && { sha256: toBase64(version.sha256), size: version.size },
    parties: parties.map(({ act, ...party }) => ({ ...party, ...withoutNothing(act) })),
    events: events.map(({ number, kind, at, statement }) => ({
      ...{ number, kind, at: at.toISOString() },
      sha256: toBase64(sha256(utf8(statement))),
    })),
  };
}

/**
 * Every party gets the certificate. What was said of somebody's identity in the sender's words, and where they were, stands in the event of
 * their act alone, whose digest is among the events here.
 */
function withoutStatement(identity: unknown): unknown {
  if (typeof identity !== "object" || identity === null) return undefined;
  return Object.fromEntries(Object.entries(identity).filter(([name]) => name !== "statement"));
}

const withoutNothing = (facts: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
