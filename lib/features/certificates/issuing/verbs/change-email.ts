import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

/**
 * Where letters about an issued certificate go from now on, in the caller's transaction. It is no part of the certificate.
 *
 * @param input.email in lower case
 * @returns the address before, null where it had none; undefined where the organisation has no such certificate
 */
export async function changeEmail(
  tx: Tx,
  input: { organisationId: OrganisationId; certificateId: string; email: string },
): Promise<string | null | undefined> {
  const { organisationId, certificateId, email } = input;
  const [row] = await tx.$queryRaw<{ before: string | null }[]>`
    UPDATE certificate c SET email = ${email} FROM certificate b
    WHERE c.id = ${certificateId}::uuid AND c.organisation_id = ${organisationId}::uuid AND b.id = c.id RETURNING b.email AS before`;
  return row?.before;
}
