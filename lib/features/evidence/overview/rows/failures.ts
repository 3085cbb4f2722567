/** What went wrong for an organisation and may need a hand. */
import { countLettersInTrouble } from "#lib/features/outbox/rows.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Failures } from "../types.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Older letters are of no use any more. */
const LETTERS_MS = 7 * DAY_MS;

export async function readFailures(organisationId: OrganisationId, now: Date = new Date()): Promise<Failures> {
  const where = { organisationId };
  const [files, first, letters] = await Promise.all([
    prisma().damagedContent.count({ where }),
    prisma().damagedContent.findFirst({ where, orderBy: { foundAt: "asc" }, select: { sha256: true } }),
    countLettersInTrouble({ organisationId, since: new Date(now.getTime() - LETTERS_MS) }),
  ]);
  const record =
    first &&
    (await prisma().evidence.findFirst({
      where: { organisationId, sha256: first.sha256, contentKept: true },
      orderBy: { id: "asc" },
      select: { id: true },
    }));
  return { damaged: { files, evidenceId: record?.id }, letters };
}
