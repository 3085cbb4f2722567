import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { publicUrl } from "#lib/env.ts";
import { writeAuditEvent } from "#lib/features/audit-log/mutations.ts";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import { hashSecret } from "#lib/infra/auth/api-key-secret.ts";
import type { OrganisationId } from "#lib/infra/auth/types.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { NewLink } from "../types.ts";

const TOKEN_BYTES = 32;
const LINK_AGE_MS_MAX = 24 * 60 * 60 * 1_000;

type LinkInput = { actor: AuditActor } & (
  | { purpose: "setup" }
  | { purpose: "owner"; organisationId: OrganisationId; email: string }
);

/** Makes a one-time link in the caller's transaction. */
export async function createLink(tx: Tx, input: LinkInput): Promise<NewLink> {
  // Hexadecimal: no character at either end that a terminal or a mail program would leave out of the link.
  const token = randomBytes(TOKEN_BYTES).toString("hex");
  const expiresAt = new Date(Date.now() + LINK_AGE_MS_MAX);
  const id = uuidv7();
  const { organisationId, email } = input.purpose === "owner" ? input : { organisationId: null, email: null };
  await tx.oneTimeLink.create({
    data: { id, tokenHash: hashSecret(token), purpose: input.purpose, organisationId, email, expiresAt },
  });
  await writeAuditEvent(tx, {
    actor: input.actor,
    organisationId,
    action: "link.create",
    subject: id,
    details: { purpose: input.purpose, email, expiresAt: expiresAt.toISOString() },
  });
  return { url: `${publicUrl}/setup?token=${token}`, expiresAt };
}
