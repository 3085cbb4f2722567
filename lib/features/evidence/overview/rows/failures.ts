/** What went wrong for an organisation and may need a hand. */
import { countLettersInTrouble } from "#lib/features/outbox/rows.ts";
import type { OrganisationId, Reach } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Failures } from "../types.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Older letters are of no use any more. */
const LETTERS_MS = 7 * DAY_MS;

/** Letters are the organisation's as a whole: whoever sees some units sees none. */
export async function readFailures(reach: Reach, now: Date = new Date()): Promise<Failures> {
  const { organisationId, units } = reach;
  const since = new Date(now.getTime() - LETTERS_MS);
  const [damaged, letters] = await Promise.all([
    units === null ? ofOrganisation(organisationId) : ofUnits(reach),
    units === null ? countLettersInTrouble({ organisationId, since }) : { failed: 0, retrying: 0 },
  ]);
  return { damaged, letters };
}

async function ofOrganisation(organisationId: OrganisationId): Promise<Failures["damaged"]> {
  const where = { organisationId };
  const [files, first] = await Promise.all([
    prisma().damagedContent.count({ where }),
    prisma().damagedContent.findFirst({ where, orderBy: { foundAt: "asc" }, select: { sha256: true } }),
  ]);
  const record =
    first &&
    (await prisma().evidence.findFirst({
      where: { organisationId, sha256: first.sha256, contentKept: true },
      orderBy: { id: "asc" },
      select: { id: true },
    }));
  return { files, evidenceId: record?.id };
}

async function ofUnits({ organisationId, units }: Reach): Promise<Failures["damaged"]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT e.id FROM damaged_content d CROSS JOIN LATERAL (
       SELECT id FROM evidence WHERE organisation_id = d.organisation_id AND sha256 = d.sha256 AND content_kept
         AND unit_id = ANY ($2::uuid[]) ORDER BY id LIMIT 1) e
     WHERE d.organisation_id = $1 ORDER BY d.found_at`,
    [organisationId, units],
  );
  return { files: rows.length, evidenceId: rows[0]?.id };
}
