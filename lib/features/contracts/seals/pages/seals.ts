/** What the pages of seals show. */
import { notFound } from "next/navigation";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { listParties } from "../rows/parties.ts";
import { countWaiting } from "../rows/requests.ts";
import { findSeal, listGrants, listSeals, namesOf } from "../rows/seals.ts";
import { listUses } from "../rows/uses.ts";
import { sealParamsSchema, sealsPageSchema, usesPageSchema } from "../schema/pages.ts";

const SEALS_PATH = "/contracts/seals";
const ROWS_SHOWN = 25;

export type RawQuery = Record<string, string | string[] | undefined>;

/** `forbidden`: the role of whoever may not see seals. */
export async function loadSeals(raw: RawQuery) {
  const actor = await requireMember(SEALS_PATH);
  if (!may(actor, "seals:use")) return { forbidden: actor.role };
  const query = sealsPageSchema.parse(raw);
  const [page, units, waiting, state] = await Promise.all([
    listSeals(actor, { ...query, limit: ROWS_SHOWN }),
    unitChoices(actor),
    countWaiting(actor),
    readOrganisationState(actor.organisationId),
  ]);
  const mayMake = may(actor, "seals:manage") && state === "active";
  const isFirst = !("older" in query || "newer" in query);
  return { query, isFirst, page, units, waiting, mayMake };
}

/** `forbidden`: the role of whoever may make none. */
export async function loadNewSeal() {
  const actor = await requireMember(`${SEALS_PATH}/new`);
  const state = await readOrganisationState(actor.organisationId);
  if (!may(actor, "seals:manage")) return { forbidden: actor.role };
  return { units: await unitChoices(actor), isWhole: actor.units === null, isSuspended: state !== "active" };
}

export async function loadSeal(params: { id: string }, raw: RawQuery) {
  const actor = await requireMember(`${SEALS_PATH}/${encodeURIComponent(params.id)}`);
  if (!may(actor, "seals:use")) return { forbidden: actor.role };
  const known = sealParamsSchema.safeParse(params).data;
  const seal = known && (await findSeal(actor, known.id));
  if (!seal) notFound();
  const mayManage = may(actor, "seals:manage");
  const { q, ...cursor } = usesPageSchema.parse(raw);
  const [grants, uses, waiting, units, state, parties] = await Promise.all([
    listGrants(seal.id),
    listUses(seal.id, { q, ...cursor, limit: ROWS_SHOWN }),
    countWaiting(actor, seal.id),
    unitChoices(actor),
    readOrganisationState(actor.organisationId),
    mayManage && !seal.revokedAt ? listParties(actor) : [],
  ]);
  const named = new Set(grants.map(({ party }) => party.id));
  const isOpen = seal.revokedAt === undefined && state === "active";
  return {
    ...{ seal, grants, uses, q, waiting },
    unit: units.find(({ id }) => id === seal.unitId)?.path,
    parties: parties.filter(({ id }) => !named.has(id)),
    mayChange: mayManage && isOpen,
    mayUse: seal.mayUse && isOpen,
    aside: seal.aside && {
      name: (await namesOf([{ userId: seal.aside.by, apiKeyId: null }])).get(seal.aside.by) ?? "",
      isOwn: seal.aside.by === actor.userId,
    },
    // A seal is revoked whatever the organisation may do otherwise.
    mayRevoke: mayManage && seal.revokedAt === undefined,
  };
}
