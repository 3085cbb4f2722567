/** What became of every row of the table, as a table and as JSON, and as counts. */
import { csvText } from "#lib/core/text/csv.ts";
import { writeWhole } from "#lib/infra/terminal/files.ts";
import type { Say } from "#lib/infra/terminal/words.ts";

export interface ReportLine {
  line: number;
  name?: string | undefined;
  sha256?: string | undefined;
  /** Of its record. */
  id?: string | undefined;
  /** The old receipt: its file, the id of its record, what was found of it. */
  receipt?: string | undefined;
  receiptId?: string | undefined;
  check?: string | undefined;
  /** What is wrong with the row. */
  code?: string | undefined;
  field?: string | undefined;
  detail?: string | undefined;
}

const COLUMNS = [
  "line",
  "name",
  "sha256",
  "id",
  "receipt",
  "receiptId",
  "check",
  "code",
  "field",
  "detail",
] as const satisfies readonly (keyof ReportLine)[];

export interface Counts {
  rows: number;
  recorded: number;
  refused: number;
  /** Files of old receipts. */
  receipts: number;
  /** Rows by what was found of their receipt: `timestamp holds`. */
  checks: Record<string, number>;
  /** Rows whose receipt does not hold, or is about another digest. */
  bad: number;
}

export function countLines(lines: readonly ReportLine[], receipts: number): Counts {
  const checks: Record<string, number> = {};
  for (const { check } of lines) if (check !== undefined) checks[check] = (checks[check] ?? 0) + 1;
  const refused = lines.filter(({ code }) => code !== undefined).length;
  const bad = lines.filter(({ check }) => check !== undefined && /(failed|other_digest)$/.test(check)).length;
  const recorded = lines.filter(({ id }) => id !== undefined).length;
  return { rows: lines.length, recorded, refused, receipts, checks, bad };
}

/** @param head beside the counts, in the JSON. @throws {CommandError} when a file cannot be written */
export async function writeReport(
  path: string,
  { head, counts, lines, say }: { head: object; counts: Counts; lines: readonly ReportLine[]; say: Say },
): Promise<void> {
  const cells = lines.map((line) => COLUMNS.map((column) => String(line[column] ?? "")));
  await writeWhole(`${path}.csv`, Buffer.from(csvText([COLUMNS, ...cells])), say);
  const start = JSON.stringify({ ...head, ...counts }).slice(0, -1);
  const text = lines.map((line) => JSON.stringify(line)).join(",\n");
  await writeWhole(`${path}.json`, Buffer.from(`${start},"lines":[\n${text}\n]}\n`), say);
}
