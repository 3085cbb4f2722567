import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { publicUrl } from "#lib/env.ts";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { hashSecret } from "#lib/gate/api-key-secret.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { NewLink } from "../types.ts";

const TOKEN_BYTES = 32;
const HOUR_MS = 60 * 60 * 1_000;
const LINK_AGE_MS_MAX = { setup: 24 * HOUR_MS, owner: 24 * HOUR_MS, reset: HOUR_MS };
const PATHS = { setup: "/setup", owner: "/setup", invite: "/invitation", reset: "/reset-password" };

type LinkInput = { actor: AuditActor } & (
  | { purpose: "setup" }
  | { purpose: "owner"; organisationId: OrganisationId; email: string }
  // It opens nothing once its invitation is closed.
  | { purpose: "invite"; organisationId: OrganisationId; email: string; invitationId: string; expiresAt: Date }
  | { purpose: "reset"; userId: string; email: string }
);

/** Makes a one-time link in the caller's transaction. */
export async function createLink(tx: Tx, input: LinkInput): Promise<NewLink> {
  // Hexadecimal: no character at either end that a terminal or a mail program would leave out of the link.
  const token = randomBytes(TOKEN_BYTES).toString("hex");
  const { actor, purpose, ...facts } = input;
  const expiresAt =
    input.purpose === "invite" ? input.expiresAt : new Date(Date.now() + LINK_AGE_MS_MAX[input.purpose]);
  const id = uuidv7();
  const { organisationId, email } = { organisationId: null, email: null, ...facts };
  await tx.oneTimeLink.create({ data: { ...facts, id, tokenHash: hashSecret(token), purpose, expiresAt } });
  await writeAuditEvent(tx, {
    actor,
    organisationId,
    action: "link.create",
    subject: id,
    details: { purpose, email, expiresAt: expiresAt.toISOString() },
  });
  return { url: `${publicUrl}${PATHS[purpose]}?token=${token}`, expiresAt };
}
