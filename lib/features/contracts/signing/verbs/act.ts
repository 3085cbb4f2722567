/** What a party does that is no signature: each an event, in one transaction that holds the contract. */
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { hasDone } from "#lib/features/contracts/envelopes/rows/events.ts";
import { readVersion } from "#lib/features/contracts/envelopes/rows/versions.ts";
import type { Context, EventKind } from "#lib/features/contracts/envelopes/types.ts";
import { endEnvelope } from "#lib/features/contracts/envelopes/verbs/end-envelope.ts";
import { holdEnvelope, writeContractEvent } from "#lib/features/contracts/envelopes/verbs/write-event.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireAccess, requireDue, requireSteps } from "../checks/steps.ts";
import { identityOf, stepsOf } from "../rows/access.ts";
import { type Access, CONSENT } from "../types.ts";
import { finishParty } from "./finish-party.ts";
import { requireBase, requireShown } from "./prepare-signature.ts";

type Acting = { token: string; context: Context };

/** By a press of a button: programs that look into mail open every link. @throws {SealbookError} `link_invalid`, `contract_over`, `contract_party_done`, `contract_party_waits` */
export async function openContract({ token, context }: Acting): Promise<void> {
  const access = await requireAccess(token);
  const { sha256: digest, size } = await readVersion(access.envelope);
  await write(access, { kind: "opened", context, facts: { shown: { sha256: toBase64(digest), size } } });
}

/** To the end, as whoever shows it says; or fetched, and read elsewhere. @throws {SealbookError} as `openContract`; `contract_step_missing` */
export async function readThrough({ token, context, pages }: Acting & { pages?: number | undefined }): Promise<void> {
  const access = await requireAccess(token);
  requireSteps(await stepsOf(access), "opened");
  await write(access, { kind: "read", context, facts: pages === undefined ? { fetched: true } : { pages } });
}

/** To the wording that stands in `CONSENT`, in the language in which it was shown. @throws {SealbookError} as `readThrough` */
export async function consent({ token, context, locale }: Acting & { locale: Locale }): Promise<void> {
  const access = await requireAccess(token);
  requireSteps(await stepsOf(access), "read");
  const shown = CONSENT[locale];
  const facts = { wording: { version: CONSENT.version, language: locale, sha256: toBase64(sha256(utf8(shown))) } };
  await write(access, { kind: "consented", context, facts });
}

/** Of a party that does not sign. @throws {SealbookError} as `readThrough`; `contract_party_unfit`, `contract_changed` */
export async function approve({ token, context, document }: Acting & { document: string }): Promise<void> {
  const access = await requireAccess(token);
  if (access.party.role !== "approves") throw new SealbookError("contract_party_unfit");
  requireSteps(await stepsOf(access), "read");
  const { number: base, sha256: digest, size } = await readVersion(access.envelope);
  requireShown(digest, document);
  await prisma().$transaction(async (tx) => {
    const envelope = await holdEnvelope(tx, access.envelope.id);
    const party = requireDue(envelope, access.party.id);
    await requireBase(tx, { envelopeId: envelope.id, base });
    const facts = { document: { sha256: toBase64(digest), size }, ...identityOf(access) };
    await finishParty(tx, { envelope, party, kind: "approved", context, facts });
  });
}

/** The contract comes to nothing. @throws {SealbookError} as `openContract`; `contract_step_missing` */
export async function decline({ token, context, reason }: Acting & { reason: string }): Promise<void> {
  const access = await requireAccess(token);
  requireSteps(await stepsOf(access), "opened");
  await prisma().$transaction(async (tx) => {
    const envelope = await holdEnvelope(tx, access.envelope.id);
    const party = requireDue(envelope, access.party.id);
    await endEnvelope(tx, { envelope, as: "declined", party, context, facts: { reason, ...identityOf(access) } });
    await audit(tx, access, { action: "envelope.decline", address: context.address });
  });
}

async function write(
  access: Access,
  event: { kind: EventKind; context: Context; facts: Record<string, unknown> },
): Promise<void> {
  await prisma().$transaction(async (tx) => {
    const envelope = await holdEnvelope(tx, access.envelope.id);
    const party = requireDue(envelope, access.party.id);
    // Once by each access: pressing again tells nothing new.
    if (await hasDone(tx, { partyId: party.id, kind: event.kind, since: access.since })) return;
    const facts = { ...event.facts, access: access.id };
    await writeContractEvent(tx, { ...event, envelope, party, facts });
  });
}

export async function audit(
  tx: Tx,
  { id, envelope, party }: Access,
  { action, address }: { action: "envelope.decline" | "envelope.sign"; address: string },
): Promise<void> {
  const actor = { kind: "link", linkId: id, address } as const;
  const details = { title: envelope.title, party: party.name };
  await writeAuditEvent(tx, { actor, organisationId: envelope.organisationId, action, subject: envelope.id, details });
}
