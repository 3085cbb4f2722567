/**
 * Lighthouse on the public pages: `LIGHTHOUSE=<folder of npm's lighthouse> node bench/lighthouse.ts <url>…`
 *
 * Lighthouse is no dependency of ours (200 packages, 185 MB): install it in a folder of its own. Its mobile default is
 * used: a phone's screen, a processor four times slower, 1.6 Mbit/s and 150 ms, all simulated. Each page is measured
 * three times (RUNS) and the median of each figure shown. A page below 95 in a category ends the run with 1.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM_ARGS, chromiumPath } from "../tests/support/chromium.ts";

const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
/** Behind the first score; in milliseconds but for the last, which has no unit. */
const AUDITS = [
  "first-contentful-paint",
  "largest-contentful-paint",
  "total-blocking-time",
  "cumulative-layout-shift",
] as const;
const RUNS = Number(process.env.RUNS ?? 3);
const SCORE_MIN = 95;

const folder = process.env.LIGHTHOUSE;
const urls = process.argv.slice(2);
if (!folder || urls.length === 0 || !(RUNS >= 1)) {
  console.error("Usage: LIGHTHOUSE=<folder with lighthouse in its node_modules> node bench/lighthouse.ts <url>…");
  process.exit(2);
}

interface Report {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { numericValue?: number }>;
  /** How fast Lighthouse finds this machine: some 1,500 and more is what its slowdown is meant for. */
  environment: { benchmarkIndex: number };
}

interface Measured {
  scores: number[];
  values: number[];
  machine: number;
}

function measure(url: string): Measured {
  const path = join(tmpdir(), `lighthouse-${process.pid}.json`);
  const program = join(folder ?? "", "node_modules", "lighthouse", "cli", "index.js");
  const wishes = [`--only-categories=${CATEGORIES.join(",")}`, "--output=json", `--output-path=${path}`, "--quiet"];
  const flags = `--chrome-flags=--headless=new ${CHROMIUM_ARGS.join(" ")}`;
  const env = { ...process.env, CHROME_PATH: chromiumPath() };
  execFileSync(process.execPath, [program, url, ...wishes, flags], { env });
  const { categories, audits, environment } = JSON.parse(readFileSync(path, "utf8")) as Report;
  rmSync(path);
  return {
    scores: CATEGORIES.map((name) => Math.round((categories[name]?.score ?? 0) * 100)),
    values: AUDITS.map((name) => audits[name]?.numericValue ?? Number.NaN),
    machine: environment.benchmarkIndex,
  };
}

function medians(rows: readonly number[][]): number[] {
  return (rows[0] ?? []).map((_, at) => rows.map((row) => row[at] ?? 0).sort((a, b) => a - b)[rows.length >> 1] ?? 0);
}

for (const url of urls) {
  const runs = Array.from({ length: RUNS }, () => measure(url));
  const scores = medians(runs.map((run) => run.scores));
  const values = medians(runs.map((run) => run.values));
  const [machine = 0] = medians(runs.map((run) => [run.machine]));
  console.log(`${url}  ${CATEGORIES.map((name, at) => `${name} ${scores[at]}`).join(", ")}`);
  const shown = AUDITS.map((name, at) => `${name} ${(values[at] ?? 0).toFixed(name.endsWith("shift") ? 3 : 0)}`);
  console.log(`  ${shown.join(", ")}, benchmark index ${machine.toFixed(0)}`);
  if (scores.some((score) => score < SCORE_MIN)) process.exitCode = 1;
}
