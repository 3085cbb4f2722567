/** Records that no program made, written past it into both of their tables. */

/** @param columns of `evidence`; select: of rows with these, and with `name` and `details` */
export function insertingEvidence(columns: string, select: string): string {
  return `WITH given AS (${select}), private AS (
      INSERT INTO evidence_private (organisation_id, evidence_id, name, details) SELECT organisation_id, id, name, details FROM given)
    INSERT INTO evidence (${columns}) SELECT ${columns} FROM given`;
}
