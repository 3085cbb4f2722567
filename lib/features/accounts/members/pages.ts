/** What the pages of members and invitations show. */
import { countKeysMadeBy } from "#lib/features/accounts/api-keys/rows.ts";
import { readOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { may, rolesGivenBy } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { sendsMail } from "#lib/infra/mail/transport.ts";
import { countOwners, findOpenInvitation, listMembers, listOutbox, listPendingInvitations } from "./rows.ts";
import { memberQuerySchema, outboxQuerySchema } from "./schema.ts";
import type { OpenInvitation } from "./types.ts";

export async function loadMembers(params: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/members");
  const { organisationId, role, userId } = actor;
  const { q, ...cursor } = memberQuerySchema.parse(params);
  const mayManage = may(actor, "members:manage");
  const [page, owners, { name: organisation }, invitations, state] = await Promise.all([
    listMembers({ reach: actor, q, ...cursor }),
    countOwners(organisationId),
    readOrganisation(organisationId),
    mayManage ? listPendingInvitations(actor) : [],
    readOrganisationState(organisationId),
  ]);
  const userIds = page.rows.map(({ id }) => id);
  const keysMade = mayManage ? await countKeysMadeBy(actor, userIds) : new Map<string, number>();
  const suspended = state === "suspended";
  const who = {
    units: await unitChoices(actor),
    isWhole: actor.units === null,
    role,
    userId,
    mayManage,
    suspended,
    given: rolesGivenBy(role),
    keysMade,
  };
  return { page, q, owners, organisation, invitations, sendsMail, ...who };
}

/** Whether the signed-in user may invite, and into which roles. */
export async function loadMayInvite() {
  const actor = await requireMember("/settings/members/invite");
  const suspended = (await readOrganisationState(actor.organisationId)) === "suspended";
  const who = { role: actor.role, mayManage: may(actor, "members:manage"), given: rolesGivenBy(actor.role) };
  return { ...who, units: await unitChoices(actor), isWhole: actor.units === null, suspended, sendsMail };
}

export async function loadInvitation(token: string | undefined): Promise<OpenInvitation | undefined> {
  return token === undefined ? undefined : await findOpenInvitation(token);
}

/** `forbidden`: the role of the signed-in user, which may not read it. */
export async function loadOutbox(params: Record<string, string | string[] | undefined>) {
  const actor = await requireMember("/settings/outbox");
  if (!may(actor, "outbox:read")) return { forbidden: actor.role };
  const cursor = outboxQuerySchema.parse(params);
  const page = await listOutbox({ organisationId: actor.organisationId, ...cursor });
  return { page, sendsMail, given: rolesGivenBy(actor.role), forbidden: undefined };
}
