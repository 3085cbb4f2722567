import { TEST_LEDGER, TEST_MARK } from "#lib/core/log/test-ledger.ts";
import type { AuditActor } from "#lib/features/audit-log/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { insertOrganisation } from "./insert-organisation.ts";
import { lockOrganisation } from "./lock-organisation.ts";

/** PostgreSQL has room for more; forms and receipts do not. */
const NAME_CHARS_MAX = 200;

/** What it is called: in each of its records, and so in each receipt. */
export function testNameOf(name: string): string {
  return `${name.slice(0, NAME_CHARS_MAX - TEST_MARK.length - 3)} · ${TEST_MARK}`;
}

/**
 * The organisation in which an organisation tries things out, made if it is not there yet; the database keeps the members of both alike
 * (membership_in_tests). In the caller's transaction; the ledger of tests is there.
 *
 * @throws {SealbookError} `not_in_tests` for one that is such an organisation itself; `ledger_taken` where a ledger of records has that name
 */
export async function ensureTestOrganisation(
  tx: Tx,
  { actor, organisationId }: { actor: AuditActor; organisationId: OrganisationId },
): Promise<OrganisationId> {
  await lockOrganisation(tx, organisationId);
  const of = await tx.organisation.findUniqueOrThrow({
    where: { id: organisationId },
    include: { ledger: { select: { isTest: true } }, tests: { select: { id: true } } },
  });
  if (of.ledger.isTest) throw new SealbookError("not_in_tests");
  if (of.tests) return of.tests.id as OrganisationId;
  await requireTestLedger(tx);
  const { keepContent, publishRecords, alsoSm3 } = of;
  // Whoever looks for a file of theirs is not shown what was only tried.
  const settings = { name: testNameOf(of.name), keepContent, publicLookup: false, publishRecords, alsoSm3 };
  const { id } = await insertOrganisation(tx, { actor, settings, tests: { of: organisationId } });
  await tx.organisation.update({
    where: { id },
    data: { requireTwoFactors: of.requireTwoFactors, requireSso: of.requireSso },
  });
  return id;
}

/** @throws {SealbookError} `ledger_taken` */
export async function requireTestLedger(tx: Tx): Promise<void> {
  const ledger = await tx.ledger.findUnique({ where: { name: TEST_LEDGER }, select: { isTest: true } });
  if (!ledger?.isTest) throw new SealbookError("ledger_taken");
}
