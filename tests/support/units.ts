/** Units, and people and keys in them, made by the product's own verbs. */
import { randomUUID } from "node:crypto";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { insertPerson } from "#lib/features/accounts/people/verbs/insert-person.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { createUnit } from "#lib/features/accounts/units/verbs/change-units.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { type Role, SCOPES, type Scope } from "#lib/words/permissions.ts";
import { sessionHeaders } from "./accounts.ts";

export async function makeUnit(actor: UserActor, name: string, parent: string | null = null): Promise<string> {
  return (await createUnit({ actor, name, parent })).id;
}

/** Somebody new in a unit, signed in. */
export async function makeMember(
  { organisationId }: UserActor,
  { unit, role }: { unit: string | null; role: Role },
): Promise<{ actor: UserActor; headers: Record<string, string> }> {
  const sessionId = await prisma().$transaction(async (tx) => {
    const person = { name: `Of ${unit}`, email: `${randomUUID()}@example.org`, passwordHash: "-" };
    const userId = await insertPerson(tx, person);
    await tx.membership.create({ data: { organisationId, userId, role, unitId: unit } });
    const client = { address: "192.0.2.1", userAgent: "test" };
    return (await beginSession(tx, { userId, organisationId, role, client })).sessionId;
  });
  const headers = await sessionHeaders(sessionId);
  const actor = await authenticateRequest({ headers });
  if (!actor || "failed" in actor || actor.kind !== "user") throw new Error("The session opens nothing");
  return { actor, headers: { cookie: headers.get("cookie") ?? "" } };
}

/** A key of a unit; with every scope unless said. @returns its id, and headers that show it */
export async function makeKey(
  actor: UserActor,
  unit: string,
  scopes: readonly Scope[] = SCOPES,
): Promise<{ id: string; headers: { authorization: string } }> {
  const { key, secret } = await createApiKey({ actor, name: `of ${unit}`, scopes: [...scopes], unit });
  return { id: key.id, headers: { authorization: `Bearer ${secret}` } };
}
