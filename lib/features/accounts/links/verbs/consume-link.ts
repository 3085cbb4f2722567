import type { LinkActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { requireLink } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { tokenHashOf } from "../rows.ts";
import type { LinkPurpose } from "../types.ts";

export interface UsedLink {
  actor: LinkActor;
  organisationId: OrganisationId | null;
  email: string | null;
  /** Of a link to accept an invitation. */
  invitationId: string | null;
  /** Of a link to reset a password. */
  userId: string | null;
}

/**
 * Closes the link in the caller's transaction, so that it opens again if that fails. Of several who try at once, the
 * row's lock lets one through: the others wait, then find it used.
 *
 * @throws {SealbookError} `link_invalid` when the link is unknown, used or expired.
 */
export async function consumeLink(
  tx: Tx,
  input: { token: string; purpose: LinkPurpose; address: string },
): Promise<UsedLink> {
  const { token, purpose, address } = input;
  const tokenHash = requireLink(tokenHashOf(token));
  const now = new Date();
  const [found] = await tx.oneTimeLink.updateManyAndReturn({
    where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  const link = requireLink(found);
  const actor: LinkActor = { kind: "link", linkId: link.id, address };
  const organisationId = link.organisationId as OrganisationId | null;
  await writeAuditEvent(tx, { actor, organisationId, action: "link.use", subject: link.id, details: { purpose } });
  const { email, invitationId, userId } = link;
  return { actor, organisationId, email, invitationId, userId };
}
