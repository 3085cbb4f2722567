/** Organisations, members and keys for tests, made by the product's own verbs. Import environment.ts first. */
import { randomUUID } from "node:crypto";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { insertOwner } from "#lib/features/accounts/members/verbs/insert-owner.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { createOrganisationWithKey } from "#lib/features/setup/verbs/create-organisation-with-key.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { SESSION_COOKIE_NAME, sealSessionId } from "#lib/gate/session-cookie.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Role } from "#lib/words/permissions.ts";

export const TEST_PASSWORD = "a long password of the tests";
/** As `hashPassword` made it, once for all owners: hashing is slow on purpose. */
const TEST_PASSWORD_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$MPaQbcCp+XVZotiCc8rHeA$lfjU3666Cj4mLgFjQr7b8OrI3Bth7oKeW99Cwgd09eo";

export interface TestOrganisation {
  id: UserActor["organisationId"];
  name: string;
  owner: UserActor;
  ownerEmail: string;
  /** Headers of a request that the owner's browser sends. */
  ownerHeaders: Headers;
  apiKey: { id: string; secret: string };
}

/** An organisation with an owner who is signed in, and an API key with every scope. */
export async function makeOrganisation(name = `Organisation ${randomUUID()}`): Promise<TestOrganisation> {
  const ownerEmail = `${randomUUID()}@example.org`;
  const made = await createOrganisationWithKey({ actor: { kind: "operator" }, name, ownerEmail });
  const client = { address: "192.0.2.1", userAgent: "test" };
  const token = tokenOf(made.ownerLink.url);
  const user = { name: "Owner", email: ownerEmail, passwordHash: TEST_PASSWORD_HASH };
  // What `acceptOwnerLink` does once it has hashed the password.
  const { sessionId } = await prisma().$transaction(async (tx) => {
    const { actor } = await consumeLink(tx, { token, purpose: "owner", address: client.address });
    const organisationId = made.organisation.id;
    const userId = await insertOwner(tx, { actor, organisationId, user });
    return await beginSession(tx, { userId, organisationId, role: "owner", client });
  });
  const ownerHeaders = await sessionHeaders(sessionId);
  const owner = await actorOf(ownerHeaders);
  const apiKey = { id: made.apiKey.key.id, secret: made.apiKey.secret };
  return { id: made.organisation.id, name, owner, ownerEmail, ownerHeaders, apiKey };
}

/** The actor that the owner would be in another role. */
export async function inRole(actor: UserActor, role: Role): Promise<UserActor> {
  const { organisationId, userId } = actor;
  await prisma().membership.update({
    where: { organisationId_userId: { organisationId, userId } },
    data: { role },
  });
  return await actorOf(await sessionHeaders(actor.sessionId));
}

export async function sessionHeaders(sessionId: string): Promise<Headers> {
  return new Headers({ cookie: `${SESSION_COOKIE_NAME}=${await sealSessionId(sessionId)}` });
}

export function keyHeaders(secret: string): Headers {
  return new Headers({ authorization: `Bearer ${secret}` });
}

export function tokenOf(url: string): string {
  return new URL(url).searchParams.get("token") ?? "";
}

async function actorOf(headers: Headers): Promise<UserActor> {
  const actor = await authenticateRequest({ headers });
  if (!actor || "failed" in actor || actor.kind !== "user") throw new Error("The session opens nothing");
  return actor;
}
