/** What the console shows of signed statements. */
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { listStatements } from "./rows/statements.ts";

/** The newest statements of the reader's organisation, as the console lists them. */
export async function loadStatementList(path: string) {
  const { organisationId, units } = await requireMember(path);
  // They belong to the organisation as a whole.
  const statements = units === null ? await listStatements(organisationId) : [];
  return statements.map(({ ledger, index, receivedAt, ...others }) => ({
    ...others,
    receivedAt: receivedAt.toISOString(),
    index: index === null ? undefined : String(index),
    entryHref: `${explorerPath(ledger)}/entries/${index ?? ""}`,
  }));
}
