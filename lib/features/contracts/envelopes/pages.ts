/** What the pages of contracts show that are out for signing. */
import { notFound } from "next/navigation";
import { z } from "zod";
import { toHex } from "#lib/core/text/bytes.ts";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { searchRequests } from "#lib/features/contracts/seals/rows/requests.ts";
import { listSeals } from "#lib/features/contracts/seals/rows/seals.ts";
import { findContract } from "#lib/features/contracts/templates/rows/contracts.ts";
import { findVersion as findTemplateVersion } from "#lib/features/contracts/templates/rows/templates.ts";
import { numberParamsSchema } from "#lib/features/contracts/templates/schema/requests.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { findEnvelope, listEnvelopes } from "./rows/envelopes.ts";
import { lastEvent, listEvents } from "./rows/events.ts";
import { findVersion } from "./rows/versions.ts";
import { idParamsSchema } from "./schema.ts";
import { STATES, TITLE_CHARS_MAX } from "./types.ts";

const PATH = "/contracts";
const ROWS_SHOWN = 25;
/** Of one contract on its page, the newest; the API has every one. */
const EVENTS_SHOWN = 200;
const ROWS_MAX = 100;

export type RawQuery = Record<string, string | string[] | undefined>;

/** An address that somebody wrote by hand filters by what can be read in it. */
const querySchema = z.object({
  q: z.string().trim().max(TITLE_CHARS_MAX).catch(""),
  state: z.enum(STATES).optional().catch(undefined),
  older: z.uuid().optional().catch(undefined),
  newer: z.uuid().optional().catch(undefined),
});

/** `forbidden`: the role of whoever may not see contracts. */
export async function loadEnvelopes(raw: RawQuery) {
  const actor = await requireMember(PATH);
  if (!may(actor, "contracts:read")) return { forbidden: actor.role };
  const { q, state, older, newer } = querySchema.parse(raw);
  const cursor = newer === undefined ? (older === undefined ? {} : { older }) : { newer };
  const [page, organisation] = await Promise.all([
    listEnvelopes(actor, { q, state, ...cursor, limit: ROWS_SHOWN }),
    readOrganisationState(actor.organisationId),
  ]);
  const maySend = may(actor, "contracts:write") && organisation === "active";
  return { q, state, page, maySend, isFirst: older === undefined && newer === undefined };
}

/** @param raw from: the number of a composed contract */
export async function loadNewEnvelope(raw: RawQuery) {
  const actor = await requireMember(`${PATH}/new`);
  if (!may(actor, "contracts:write")) return { forbidden: actor.role };
  const isSuspended = (await readOrganisationState(actor.organisationId)) !== "active";
  const known = numberParamsSchema.safeParse({ number: raw.from }).data;
  const contract = known && (await findContract(actor, known.number));
  if (!contract) return { isSuspended, contract: undefined };
  const version =
    contract.template &&
    (await findTemplateVersion(actor.organisationId, {
      templateId: contract.template.id,
      number: contract.template.version,
    }));
  return { isSuspended, contract, title: version?.document.title ?? contract.number };
}

export async function loadEnvelope(params: { id: string }) {
  const actor = await requireMember(`${PATH}/envelopes/${encodeURIComponent(params.id)}`);
  if (!may(actor, "contracts:read")) return { forbidden: actor.role };
  const known = idParamsSchema.safeParse(params).data;
  const envelope = known && (await findEnvelope(actor, known.id));
  if (!envelope) notFound();
  const mayWrite = may(actor, "contracts:write");
  const mayUseSeals = mayWrite && may(actor, "seals:use");
  const version = await findVersion(envelope.id);
  const last = await lastEvent(envelope.id);
  const [{ events }, units, seals, organisation] = await Promise.all([
    listEvents(envelope.id, { after: Math.max(0, last - EVENTS_SHOWN), limit: EVENTS_SHOWN }),
    unitChoices(actor),
    mayUseSeals && version ? usableSeals(actor, toHex(version.sha256)) : [],
    readOrganisationState(actor.organisationId),
  ]);
  return {
    ...{ envelope, events, version },
    unit: units.find(({ id }) => id === envelope.unitId)?.path,
    ...{ seals, mayWrite },
    isActive: organisation === "active",
  };
}

/** Seals that the actor may use, with what was approved for them of the document as it stands. @param digest hex */
async function usableSeals(actor: UserActor, digest: string) {
  const [{ rows }, approved] = await Promise.all([
    listSeals(actor, { state: "active", limit: ROWS_MAX }),
    searchRequests(actor, { state: "approved", limit: ROWS_MAX }),
  ]);
  const mine = approved.rows.filter((each) => each.digest === digest && each.asker.id === actor.userId);
  return rows
    .filter((seal) => seal.mayUse)
    .map(({ id, name, fourEyes }) => {
      const request = mine.find(({ sealId }) => sealId === id);
      return { id, name, fourEyes, ...(request && { approved: { request: request.id, purpose: request.purpose } }) };
    });
}
