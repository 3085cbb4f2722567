/** The other measurements of an earlier commit, by its own bench, beside those of this tree: one run each in every pair. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Measurement, spread } from "./measure.ts";
import { programOf, THIS_TREE, type Tree } from "./tree.ts";

const NOT_SLOWER = 0.95;
const OUTPUT_BYTES_MAX = 16 * 1024 ** 2;
const run = promisify(execFile);

/** A row of a bench's table. */
interface Row {
  what: string;
  figure: string;
  against: string;
  ratio: number;
  aim: string;
  holds: boolean | undefined;
  /** The first number of the figure, and whether less of it is better; undefined when it is neither time nor rate. */
  measured?: { value: number; lessIsBetter: boolean };
}

/** @param area as for --only; both benches have it */
export async function benchBeside(
  before: Tree,
  options: { area: string; entries: number; rounds: number; say: (line: string) => void },
): Promise<Measurement[]> {
  const { area, rounds, say } = options;
  const tables = { now: [] as Row[][], before: [] as Row[][] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (["before", "now"] as const) : (["now", "before"] as const);
    for (const side of order) tables[side].push(await ownBench(side === "now" ? THIS_TREE : before, options));
    say(`${area}, pair ${round + 1} of ${rounds}`);
  }
  return (tables.now[0] ?? []).flatMap(({ what }) => toMeasurement(what, tables) ?? []);
}

async function ownBench(tree: Tree, { area, entries }: { area: string; entries: number }): Promise<Row[]> {
  const args = [...programOf(tree, "bench"), "--only", area, "--entries", String(entries)];
  const options = { cwd: tree.root, env: environment(), maxBuffer: OUTPUT_BYTES_MAX };
  const { stdout } = await run(process.execPath, args, options);
  return stdout.split("\n").flatMap(toRow);
}

/** What our own run has set for its database is not for theirs. */
function environment(): NodeJS.ProcessEnv {
  const { DATA_DIR: _, DATABASE_URL: __, APP_DATABASE_URL: ___, ...rest } = process.env;
  return rest;
}

function toRow(line: string): Row[] {
  const [, what, figure, against, ratio, aim, holds] = line.split("|").map((cell) => cell.trim());
  if (!what || !figure || !against || !aim || what === "Measured" || what.startsWith("--")) return [];
  const row = { what, figure, against, ratio: Number(ratio), aim, holds: holds === "–" ? undefined : holds === "yes" };
  const [, value, unit = ""] = /^([\d.]+) ?(\S+?)[,;]?(?: |$)/.exec(figure) ?? [];
  if (value === undefined || !/^m?s$|\/s$/.test(unit)) return [row];
  return [{ ...row, measured: { value: Number(value), lessIsBetter: !unit.endsWith("/s") } }];
}

function toMeasurement(what: string, tables: Record<"now" | "before", Row[][]>): Measurement | undefined {
  const [now, before] = [tables.now, tables.before].map((runs) =>
    runs.flatMap((rows) => rows.find((row) => row.what === what) ?? []),
  ) as [Row[], Row[]];
  const [ours, theirs] = [middle(now), middle(before)];
  if (!ours) return undefined;
  const { figure, against, ratio, aim, holds } = ours;
  const alone = { what, figure, against, aim, holds, ...(Number.isNaN(ratio) ? {} : { ratio }) };
  if (!theirs || !ours.measured) return alone;
  const toBefore = spread(now.map((row, at) => timesAsGood(row, before[at])));
  return {
    ...alone,
    before: { figure: theirs.figure, ratio: toBefore },
    aim: `${aim}; ≥ ${NOT_SLOWER} × before`,
    holds: holds && toBefore.median >= NOT_SLOWER,
  };
}

function middle(rows: readonly Row[]): Row | undefined {
  return [...rows].sort((a, b) => (a.measured?.value ?? 0) - (b.measured?.value ?? 0))[rows.length >> 1];
}

function timesAsGood(ours: Row, theirs: Row | undefined): number {
  const [now = Number.NaN, before = Number.NaN] = [ours.measured?.value, theirs?.measured?.value];
  return ours.measured?.lessIsBetter ? before / now : now / before;
}
