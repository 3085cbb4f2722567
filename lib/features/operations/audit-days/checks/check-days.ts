/** Computing the bound days of the audit log again. */
import { equalBytes, sha256, utf8 } from "#lib/core/text/bytes.ts";
import { findRecordedDigest, listDays, listParts } from "../rows.ts";
import { DAY_MS } from "../types.ts";
import { makeStatements } from "./make-statements.ts";

export interface DayFinding {
  day: string;
  /** rows: a row was changed, added or taken away, or a statement was; record: the ledger has another statement of that day. */
  wrong: "rows" | "record" | "order";
  /** Whose rows; null: the installation's own. */
  organisationId?: string | null;
}

export interface DaysReport {
  days: number;
  /** Days that are bound, and in no record yet. */
  unrecorded: number;
  findings: DayFinding[];
}

/** @param onDay told each day before it is read */
export async function checkDays(onDay: (day: string) => void = () => {}): Promise<DaysReport> {
  const report: DaysReport = { days: 0, unrecorded: 0, findings: [] };
  const lastOf = new Map<string | null, string>();
  let previous: { day: string; statement: string } | undefined;
  for (const { day, statement } of await listDays()) {
    onDay(day);
    report.days += 1;
    if (previous && Date.parse(day) - Date.parse(previous.day) !== DAY_MS)
      report.findings.push({ day, wrong: "order" });
    const made = await makeStatements({
      ...{ day, previous: previous?.statement },
      previousOf: async (organisationId) => lastOf.get(organisationId),
    });
    const kept = await listParts(day);
    const wrong = whoseDiffer({ made: made.parts, kept });
    report.findings.push(...wrong.map((organisationId): DayFinding => ({ day, wrong: "rows", organisationId })));
    if (wrong.length === 0 && made.statement !== statement) report.findings.push({ day, wrong: "rows" });
    const digest = await findRecordedDigest(day);
    if (digest === undefined) report.unrecorded += 1;
    else if (!equalBytes(digest, sha256(utf8(statement)))) report.findings.push({ day, wrong: "record" });
    // What is kept is gone on from: a day that is wrong makes no other one wrong.
    for (const part of kept) lastOf.set(part.organisationId, part.statement);
    previous = { day, statement };
  }
  return report;
}

type Parts = { organisationId: string | null; statement: string }[];

function whoseDiffer({ made, kept }: { made: Parts; kept: Parts }): (string | null)[] {
  const [found, stated] = [made, kept].map(
    (parts) => new Map(parts.map(({ organisationId, statement }) => [organisationId, statement])),
  ) as [Map<string | null, string>, Map<string | null, string>];
  return [...new Set([...found.keys(), ...stated.keys()])].filter((id) => found.get(id) !== stated.get(id));
}
