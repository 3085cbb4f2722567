/** How people become members in tests: by the product's own verbs. Import environment.ts first. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { listOutbox } from "#lib/features/accounts/members/rows.ts";
import { acceptInvitation } from "#lib/features/accounts/members/verbs/accept-invitation.ts";
import { inviteMember } from "#lib/features/accounts/members/verbs/invite-member.ts";
import { showLetter } from "#lib/features/accounts/members/verbs/show-letter.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";
import { sessionHeaders, TEST_PASSWORD, tokenOf } from "#tests/support/accounts.ts";

export const client = { address: "192.0.2.9", userAgent: "test" };
export const operator = { kind: "operator" } as const;
export const locale = "en";
export const someone = () => `${randomUUID()}@example.org`;

export async function invite(actor: UserActor, role: Role, email = someone()) {
  const invited = await inviteMember({ actor, email, role, locale });
  assert.ok("invitationId" in invited, JSON.stringify(invited));
  return { email, invitationId: invited.invitationId };
}

/** A fresh link of the invitation, as its organisation's owner reads it in the outbox. */
export async function linkOf(actor: UserActor, email: string): Promise<string> {
  const { rows } = await listOutbox({ organisationId: actor.organisationId });
  const mailId = rows.find((row) => row.recipient === email)!.id;
  const letter = await showLetter({ actor, mailId });
  assert.ok("url" in letter, JSON.stringify(letter));
  return tokenOf(letter.url);
}

export async function actorOf(sessionId: string): Promise<UserActor | undefined> {
  const actor = await authenticateRequest({ headers: await sessionHeaders(sessionId) });
  return actor && "kind" in actor && actor.kind === "user" ? actor : undefined;
}

export async function join(owner: UserActor, role: Role, email = someone()) {
  await invite(owner, role, email);
  const token = await linkOf(owner, email);
  const joined = await acceptInvitation({ token, name: "New", password: TEST_PASSWORD, client });
  assert.ok("sessionId" in joined, JSON.stringify(joined));
  const actor = await actorOf(joined.sessionId);
  assert.ok(actor);
  return { actor, email, token };
}

export const auditOf = async (organisationId: string) =>
  (await prisma().auditEvent.findMany({ where: { organisationId }, orderBy: { id: "asc" } })).map(
    ({ action }) => action,
  );
