/** What the pages of approvers and seals show. */

import { listMembers } from "#lib/features/accounts/members/rows.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import { findBatch } from "#lib/features/certificates/issuing/rows/batches.ts";
import { readPinned } from "#lib/features/certificates/issuing/rows/templates.ts";
import { may, rolesThatMay } from "#lib/gate/may.ts";
import { requireMember, requireWholeMember } from "#lib/gate/page-member.ts";
import { whole } from "#lib/gate/reach.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { listGroups, readCeremony } from "./rows/groups.ts";
import { readSealing } from "./rows/rounds.ts";
import type { ReviewWords } from "./types.ts";

/** The organisation's groups, and whom it could name. */
export async function loadApprovers() {
  const actor = await requireWholeMember("/settings/approvers");
  const { organisationId, userId } = actor;
  const [groups, issuer, members] = await Promise.all([
    listGroups(organisationId),
    findIssuer(organisationId),
    listMembers({ reach: whole(organisationId) }),
  ]);
  const roles: readonly string[] = rolesThatMay("certificates:approve");
  const candidates = members.rows
    .filter(({ role, unitId }) => unitId === null && roles.includes(role))
    .map(({ id, name, email }) => ({ id, name, email }));
  return { groups, userId, isIssuer: issuer !== undefined, candidates, mayManage: may(actor, "organisation:manage") };
}

/** A group whose key is made, or was; undefined where there is none of this id. */
export async function loadCeremony(id: string) {
  const actor = await requireWholeMember(`/settings/approvers/${id}`);
  const ceremony = await readCeremony({ organisationId: actor.organisationId, id });
  return ceremony && { ceremony, userId: actor.userId };
}

/** A batch that waits for its seal, or has it; undefined where there is no such batch. */
export async function loadSealing(batchId: string, locale: Locale) {
  const actor = await requireMember(`/certificates/batches/${batchId}/seal`);
  const { userId } = actor;
  const [batch, sealing] = await Promise.all([findBatch(actor, batchId), readSealing({ reach: actor, batchId })]);
  if (!batch || !sealing) return undefined;
  const { id: templateId, version, name } = batch.template;
  const { fields } = (await readPinned({ templateId, version })).document;
  const labels = Object.fromEntries(fields.map((field) => [field.name, field.label[locale]]));
  const words: ReviewWords = { template: name, labels };
  return { name: batch.name, sealing, userId, words };
}
