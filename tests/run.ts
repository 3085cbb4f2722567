/**
 * All tests, section by section; a section that fails does not keep the next ones from running.
 *
 * `npm test` runs everything, `npm test -- core api` the named sections. Exit code 0 only when nothing failed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { arePagesCurrent, buildPages } from "../bin/start/build.mjs";
import { describeFailure } from "../bin/start/failure.mjs";
import { ROOT } from "../bin/start/settings.mjs";
import { chromiumPath } from "./support/chromium.ts";
import { OPENSSL_MISSING } from "./support/tsa.ts";

const TEST_TIMEOUT_MS = 300_000;
const LOGS = join(ROOT, "tests", ".results");

interface Counts {
  passed: number;
  failed: number;
  /** Journeys that failed once and passed when tried again. */
  unsteady?: number;
  skipped?: string;
  /** What is to be known beside the numbers. */
  note?: string;
}

interface Section {
  name: string;
  title: string;
  run: () => Promise<Counts>;
}

const FAILED: Counts = { passed: 0, failed: 1 };
const PASSED: Counts = { passed: 1, failed: 0 };

let running: ChildProcess | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    running?.kill(signal);
    process.exitCode = 130;
  });
}

const sections: Section[] = [
  { name: "check", title: "Lint and types", run: check },
  { name: "architecture", title: "Architecture", run: () => nodeTests("architecture") },
  { name: "core", title: "Core", run: () => nodeTests("core") },
  { name: "pki", title: "Certificates", run: () => nodeTests("pki") },
  { name: "rfc3161", title: "Timestamps", run: () => nodeTests("rfc3161") },
  { name: "i18n", title: "Languages", run: () => nodeTests("i18n") },
  { name: "parties", title: "Programs of other parties", run: () => nodeTests("parties") },
  { name: "infra", title: "Adapters, on PostgreSQL", run: () => nodeTests("infra", { database: true }) },
  { name: "prisma", title: "Schema and rules of the database", run: () => nodeTests("prisma", { database: true }) },
  { name: "features", title: "Features, on PostgreSQL", run: () => nodeTests("features", { database: true }) },
  { name: "api", title: "API, on PostgreSQL", run: () => nodeTests("api", { database: true }) },
  { name: "components", title: "Components", run: () => nodeTests("components") },
  { name: "build", title: "Build", run: build },
  { name: "bin", title: "Start, web and commands", run: () => nodeTests("bin", { database: true, built: true }) },
  { name: "support", title: "What tests stand on", run: () => nodeTests("support", { database: true }) },
  {
    name: "network",
    title: "The whole network",
    run: async () =>
      OPENSSL_MISSING
        ? { passed: 0, failed: 0, skipped: OPENSSL_MISSING }
        : await nodeTests("network", { database: true, built: true }),
  },
  { name: "interop", title: "Other programs and published vectors", run: interop },
  { name: "e2e", title: "Journeys in a browser", run: journeys },
];

/** Runs a program; its output is shown and returned. */
async function execute(command: string, args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  running = child;
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  running = undefined;
  return { code, output };
}

async function check(): Promise<Counts> {
  const commands: [string, string[]][] = [
    // The types that Next writes, which the sources refer to.
    ["next", ["typegen"]],
    ["biome", ["check", "."]],
    ["tsc", ["-p", ".", "--noEmit"]],
  ];
  const counts = { passed: 0, failed: 0 };
  for (const [command, args] of commands) {
    const { code } = await execute(command, args);
    if (code === 0) counts.passed++;
    else counts.failed++;
  }
  return counts;
}

async function nodeTests(folder: string, needs: { database?: boolean; built?: boolean } = {}): Promise<Counts> {
  const files = globSync(`tests/${folder}/**/*.test.ts`, { cwd: ROOT }).sort();
  if (files.length === 0) return { ...FAILED, skipped: `there is no test in tests/${folder}` };
  if (needs.built && !arePagesCurrent())
    return { ...FAILED, skipped: "there is no build: run npm test -- build first" };
  const setup = needs.database ? ["--test-global-setup=tests/support/global-setup.ts"] : [];
  const limits = [`--test-timeout=${TEST_TIMEOUT_MS}`];
  const flags = ["--conditions=react-server", "--test", "--test-reporter=spec", ...limits, ...setup];
  const { code, output } = await execute(process.execPath, [...flags, ...files]);
  const count = (name: string) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  const counts = { passed: count("pass"), failed: count("fail") + count("cancelled") };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function build(): Promise<Counts> {
  if (arePagesCurrent()) return { ...PASSED, skipped: "the sources have not changed since the last build" };
  try {
    await buildPages({ logs: LOGS });
    return PASSED;
  } catch (error) {
    console.error(describeFailure(error));
    return FAILED;
  }
}

async function interop(): Promise<Counts> {
  const vectors = process.env.SEALBOOK_VECTORS;
  if (vectors && !existsSync(vectors)) return { ...FAILED, skipped: `SEALBOOK_VECTORS: there is no ${vectors}` };
  const counts = await nodeTests("interop");
  return vectors ? counts : { ...counts, note: "set SEALBOOK_VECTORS to the folder of published vectors for the rest" };
}

async function journeys(): Promise<Counts> {
  try {
    chromiumPath();
  } catch (error) {
    return { ...FAILED, skipped: describeFailure(error) };
  }
  if (!arePagesCurrent()) return { ...FAILED, skipped: "there is no build: run npm test -- build first" };
  const { code, output } = await execute("playwright", ["test"]);
  const count = (name: string) => Number(new RegExp(`^\\s+(\\d+) ${name}\\b`, "m").exec(output)?.[1] ?? 0);
  const counts = { passed: count("passed"), failed: count("failed") + count("interrupted"), unsteady: count("flaky") };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function inWords({ passed, failed, unsteady = 0, skipped, note }: Counts): string {
  const second = unsteady > 0 ? `, ${unsteady} passed at the second attempt only: see the first above` : "";
  return skipped ?? `${passed} passed, ${failed} failed${second}${note ? `; ${note}` : ""}`;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !sections.some((section) => section.name === name));
if (unknown.length > 0) {
  console.error(`No such section: ${unknown.join(", ")}. Sections: ${sections.map((each) => each.name).join(", ")}`);
  process.exit(2);
}

const begun = Date.now();
const summary: string[] = [];
const total = { passed: 0, failed: 0 };
for (const section of sections) {
  if (wanted.length > 0 && !wanted.includes(section.name)) continue;
  if (process.exitCode === 130) break;
  console.log(`\n=== ${section.title} (${section.name}) ===\n`);
  const start = Date.now();
  const counts = await section.run();
  if (counts.skipped) console.log(`${counts.failed > 0 ? "failed" : "skipped"}: ${counts.skipped}`);
  total.passed += counts.passed + (counts.unsteady ?? 0);
  total.failed += counts.failed;
  const mark = counts.failed > 0 ? "✖" : counts.skipped ? "–" : "✔";
  const seconds = Math.round((Date.now() - start) / 1_000);
  summary.push(`${mark} ${section.title}: ${inWords(counts)} (${seconds} s)`);
}
console.log(`\n=== Summary (${Math.round((Date.now() - begun) / 1_000)} s) ===\n\n${summary.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode ||= total.failed > 0 ? 1 : 0;
