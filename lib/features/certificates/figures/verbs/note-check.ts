import { pool } from "#lib/infra/db/pool.ts";

/**
 * Somebody has checked a certificate: the sum of its issuer's quarter of an hour is raised, and nothing else is kept. Of an id that is no
 * certificate's nothing happens, and nobody is told.
 */
export async function noteCheck(certificateId: string): Promise<void> {
  await pool().query(
    `INSERT INTO certificate_figure (organisation_id, what, at, count)
     SELECT organisation_id, 'verified', date_bin('15 minutes', now(), 'epoch'), 1 FROM certificate WHERE id = $1
     ON CONFLICT (organisation_id, what, at) DO UPDATE SET count = certificate_figure.count + 1`,
    [certificateId],
  );
}
