import type { Reach } from "#lib/gate/actor.ts";
import { inUnits } from "#lib/gate/reach.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";

/**
 * Where letters about an issued certificate go from now on, in the caller's transaction. It is no part of the certificate.
 *
 * @param input.email in lower case
 * @returns the address before, null where it had none; undefined where there is no such certificate within reach
 */
export async function changeEmail(
  tx: Tx,
  input: { reach: Reach; certificateId: string; email: string },
): Promise<string | null | undefined> {
  const { reach, certificateId, email } = input;
  const [row] = await tx.$queryRawUnsafe<{ before: string | null }[]>(
    `UPDATE certificate c SET email = $1 FROM certificate b
     WHERE c.id = $2::uuid AND c.organisation_id = $3::uuid AND ${inUnits("c.unit_id", "$4")} AND b.id = c.id RETURNING b.email AS before`,
    ...[email, certificateId, reach.organisationId, reach.units],
  );
  return row?.before;
}
