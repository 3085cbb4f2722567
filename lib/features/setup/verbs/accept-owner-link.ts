import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { consumeLink } from "#lib/features/accounts/links/verbs/consume-link.ts";
import { insertOwner } from "#lib/features/accounts/members/verbs/insert-owner.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { confirmOrChoose } from "#lib/features/accounts/sessions/verbs/check-password.ts";
import { requirePasswordUnchanged } from "#lib/features/accounts/sessions/verbs/require-password-unchanged.ts";
import { hashPassword } from "#lib/gate/password.ts";
import { requireLink } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findOpenLinkTo } from "../rows.ts";
import type { OpenLink } from "../types.ts";

type OwnerLink = Extract<OpenLink, { purpose: "owner" }>;

export interface OwnerLinkInput {
  token: string;
  /** Needed only by who has no account yet. */
  name: string;
  /** A new one, or the one of the account that the e-mail has already. */
  password: string;
  client: Client;
}

/**
 * Makes the holder of an owner link the owner of its organisation and signs them in. The link alone never sets the
 * password of an account that exists: its own password has to be given.
 *
 * @throws {SealbookError} `link_invalid`; as `confirmOrChoose`.
 */
export async function acceptOwnerLink(input: OwnerLinkInput): Promise<SignedIn> {
  const open = requireLink(await findOpenLinkTo("owner", input.token));
  return await accept(input, open).catch(async (error: unknown) => {
    // Who used the link meanwhile made the account that is in the way.
    const still = requireLink(await findOpenLinkTo("owner", input.token));
    // Another link to this address made it: it is confirmed with its password, as any account.
    if (error instanceof SealbookError && error.code === "email_taken") return await accept(input, still);
    throw error;
  });
}

async function accept(input: OwnerLinkInput, { email, organisationName }: OwnerLink): Promise<SignedIn> {
  const { token, name, password, client } = input;
  const attempt = { email, password, address: client.address };
  const known = await confirmOrChoose(attempt, { name, nameField: "ownerName", organisationName });
  const user = known ? { userId: known.userId } : { name, email, passwordHash: await hashPassword(password) };
  return await prisma().$transaction(async (tx) => {
    if (known) await requirePasswordUnchanged(tx, known);
    const link = await consumeLink(tx, { token, purpose: "owner", address: client.address });
    const { actor } = link;
    const organisationId = requireLink(link.organisationId ?? undefined);
    const userId = await insertOwner(tx, { actor, organisationId, user });
    return await beginSession(tx, { userId, organisationId, role: "owner", client });
  });
}
