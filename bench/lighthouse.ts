/**
 * Lighthouse on the public pages: `LIGHTHOUSE=<folder of npm's lighthouse> node bench/lighthouse.ts <url>…`
 *
 * Lighthouse is no dependency of ours (200 packages, 185 MB): install it in a folder of its own. Each page is measured
 * three times and the median shown. A page below 95 in a category ends the run with 1.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM_ARGS, chromiumPath } from "../tests/support/chromium.ts";

const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
const RUNS = 3;
const SCORE_MIN = 95;

const folder = process.env.LIGHTHOUSE;
const urls = process.argv.slice(2);
if (!folder || urls.length === 0) {
  console.error("Usage: LIGHTHOUSE=<folder with lighthouse in its node_modules> node bench/lighthouse.ts <url>…");
  process.exit(2);
}

function measure(url: string): number[] {
  const path = join(tmpdir(), `lighthouse-${process.pid}.json`);
  const program = join(folder ?? "", "node_modules", "lighthouse", "cli", "index.js");
  const wishes = [`--only-categories=${CATEGORIES.join(",")}`, "--output=json", `--output-path=${path}`, "--quiet"];
  const flags = `--chrome-flags=--headless=new ${CHROMIUM_ARGS.join(" ")}`;
  const env = { ...process.env, CHROME_PATH: chromiumPath() };
  execFileSync(process.execPath, [program, url, ...wishes, flags], { env });
  const { categories } = JSON.parse(readFileSync(path, "utf8")) as { categories: Record<string, { score: number }> };
  rmSync(path);
  return CATEGORIES.map((name) => Math.round((categories[name]?.score ?? 0) * 100));
}

for (const url of urls) {
  const runs = Array.from({ length: RUNS }, () => measure(url));
  const medians = CATEGORIES.map((_, at) => runs.map((run) => run[at] ?? 0).sort((a, b) => a - b)[RUNS >> 1] ?? 0);
  console.log(`${url}  ${CATEGORIES.map((name, at) => `${name} ${medians[at]}`).join(", ")}`);
  if (medians.some((score) => score < SCORE_MIN)) process.exitCode = 1;
}
