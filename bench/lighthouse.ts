/**
 * Lighthouse on the public pages: `LIGHTHOUSE=<folder of npm's lighthouse> node bench/lighthouse.ts <url>…`
 *
 * Lighthouse is no dependency of ours (200 packages, 185 MB): `npm install lighthouse` in a folder of its own. Its mobile
 * default is used: a phone's screen, a processor four times slower, 1.6 Mbit/s and 150 ms, all simulated. Each page is
 * measured five times (RUNS), the median of each figure shown, and before them the conditions: a busy machine measures
 * itself. A page below 95 for performance, or below 100 in another category, ends the run with 1.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM_ARGS, chromiumPath } from "../tests/support/chromium.ts";

/** The least score of each category. */
const SCORE_MIN = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const CATEGORIES = Object.keys(SCORE_MIN) as (keyof typeof SCORE_MIN)[];
/** Behind the first score; in milliseconds but for the last, which has no unit. */
const AUDITS = [
  "first-contentful-paint",
  "largest-contentful-paint",
  "total-blocking-time",
  "speed-index",
  "cumulative-layout-shift",
] as const;
const RUNS = Number(process.env.RUNS ?? 5);
const KIB = 1024;

const folder = process.env.LIGHTHOUSE;
const urls = process.argv.slice(2);
if (!folder || urls.length === 0 || !(RUNS >= 1)) {
  console.error("Usage: LIGHTHOUSE=<folder with lighthouse in its node_modules> node bench/lighthouse.ts <url>…");
  process.exit(2);
}
const packageFolder = join(folder, "node_modules", "lighthouse");

interface Request {
  resourceType: string;
  transferSize: number;
}

interface Report {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; numericValue?: number; details?: { items?: unknown[] } }>;
  /** How fast Lighthouse finds this machine: some 1,500 and more is what its slowdown is meant for. */
  environment: { benchmarkIndex: number };
}

interface Measured {
  scores: number[];
  values: number[];
  /** KiB over the network: everything, and scripts alone. */
  sizes: number[];
  machine: number;
  /** Audits that cost points outside of performance. */
  faults: string[];
}

function measure(url: string): Measured {
  const path = join(tmpdir(), `lighthouse-${process.pid}.json`);
  const wishes = [`--only-categories=${CATEGORIES.join(",")}`, "--output=json", `--output-path=${path}`, "--quiet"];
  const flags = `--chrome-flags=--headless=new ${CHROMIUM_ARGS.join(" ")}`;
  const env = { ...process.env, CHROME_PATH: chromiumPath() };
  execFileSync(process.execPath, [join(packageFolder, "cli", "index.js"), url, ...wishes, flags], { env });
  const report = JSON.parse(readFileSync(path, "utf8")) as Report;
  rmSync(path);
  const { categories, audits, environment } = report;
  const requests = (audits["network-requests"]?.details?.items ?? []) as Request[];
  const sum = (all: Request[]) => all.reduce((total, { transferSize }) => total + transferSize, 0) / KIB;
  return {
    scores: CATEGORIES.map((name) => Math.round((categories[name]?.score ?? 0) * 100)),
    values: AUDITS.map((name) => audits[name]?.numericValue ?? Number.NaN),
    sizes: [sum(requests), sum(requests.filter(({ resourceType }) => resourceType === "Script"))],
    machine: environment.benchmarkIndex,
    faults: faultsIn(report),
  };
}

function faultsIn({ categories, audits }: Report): string[] {
  const counted = CATEGORIES.filter((name) => name !== "performance").flatMap(
    (name) => categories[name]?.auditRefs ?? [],
  );
  return counted.filter(({ id, weight }) => weight > 0 && audits[id]?.score === 0).map(({ id }) => id);
}

function medians(rows: readonly number[][]): number[] {
  return (rows[0] ?? []).map((_, at) => rows.map((row) => row[at] ?? 0).sort((a, b) => a - b)[rows.length >> 1] ?? 0);
}

function sayConditions(): void {
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  const browser = execFileSync(chromiumPath(), ["--version"], { encoding: "utf8" }).trim();
  const [model = "processor unknown"] = cpus().map((cpu) => cpu.model);
  console.log(`Lighthouse ${version}, ${browser}, node ${process.version}; medians of ${RUNS} runs`);
  console.log("mobile profile, simulated: processor 4 times slower, 1.6 Mbit/s, 150 ms");
  console.log(`${availableParallelism()} × ${model}, load before ${loadavg()[0]?.toFixed(1)} (idle: below 0.5)`);
}

sayConditions();
for (const url of urls) {
  const runs = Array.from({ length: RUNS }, () => measure(url));
  const scores = medians(runs.map((run) => run.scores));
  const values = medians(runs.map((run) => run.values));
  const [all = 0, scripts = 0] = medians(runs.map((run) => run.sizes));
  const [machine = 0] = medians(runs.map((run) => [run.machine]));
  const spread = runs.map((run) => run.scores[0]).sort((a, b) => (a ?? 0) - (b ?? 0));
  console.log(
    `${url}  ${CATEGORIES.map((name, at) => `${name} ${scores[at]}`).join(", ")} (performance ${spread.join(" ")})`,
  );
  const shown = AUDITS.map((name, at) => `${name} ${(values[at] ?? 0).toFixed(name.endsWith("shift") ? 3 : 0)}`);
  console.log(`  ${shown.join(", ")}, benchmark index ${machine.toFixed(0)}`);
  console.log(`  ${all.toFixed(0)} KiB over the network, ${scripts.toFixed(0)} of them scripts`);
  const faults = [...new Set(runs.flatMap((run) => run.faults))];
  if (faults.length > 0) console.log(`  at fault: ${faults.join(", ")}`);
  if (CATEGORIES.some((name, at) => (scores[at] ?? 0) < SCORE_MIN[name])) process.exitCode = 1;
}
