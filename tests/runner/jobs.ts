/** What is to be run, in the order in which it should begin. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { chromiumPath } from "#tests/support/chromium.ts";
import { arePagesCurrent, buildPages } from "../../bin/start/build.mjs";
import { describeFailure } from "../../bin/start/failure.mjs";
import { ROOT } from "../../bin/start/settings.mjs";
import { type Counts, counted, countsOfJourneys, countsOfTestFile } from "./counts.ts";
import { runProgram } from "./run-program.ts";
import type { Selection } from "./selection.ts";
import { JOURNEYS, type TestFile } from "./test-files.ts";

export type Need = "database" | "build";

export interface Job {
  section: string;
  name: string;
  needs: Need[];
  lanes: number;
  run(): Promise<{ counts: Counts; output: string }>;
}

const LOGS = join(ROOT, "tests", ".results");
const TEST_TIMEOUT_MS = 300_000;
/** A file that hangs is ended; a bank's day with all of its numbers (tests/examples/bank.test.ts) takes its time. */
const FILE_TIMEOUT_MS = process.env.BANK === "full" ? 4_000_000 : 900_000;
/** Each journey's worker has an installation of its own, of several processes. */
const JOURNEY_WORKERS_MAX = 4;
const FLAGS = [
  ...["--conditions=react-server", "--test-reporter=spec", "--test-reporter-destination=stdout"],
  `--test-timeout=${TEST_TIMEOUT_MS}`,
];

/** @param built is told when the build is there or has failed, or when there is none to wait for */
export function makeJobs(selection: Selection, built: () => void): Job[] {
  const journeys = selection.files.filter(({ section }) => section === JOURNEYS);
  const others = selection.files.filter(({ section }) => section !== JOURNEYS);
  if (!selection.build) built();
  return [
    ...(selection.build ? [buildJob(built)] : []),
    // The longest comes first, then what follows the build as well.
    ...(journeys.length > 0 ? [journeysJob(selection.allJourneys ? [] : journeys)] : []),
    ...others.filter(({ needsBuild }) => needsBuild).map(testFileJob),
    ...others.filter(({ needsBuild, needsDatabase }) => needsDatabase && !needsBuild).map(testFileJob),
    ...others.filter(({ needsBuild, needsDatabase }) => !needsDatabase && !needsBuild).map(testFileJob),
    ...(selection.check ? [checkJob()] : []),
  ];
}

function testFileJob({ path, section, needsDatabase, needsBuild }: TestFile): Job {
  const needs: Need[] = [
    ...(needsDatabase ? (["database"] as const) : []),
    ...(needsBuild ? (["build"] as const) : []),
  ];
  const run = async () => {
    const { code, output } = await runProgram(process.execPath, [...FLAGS, path], { timeout: FILE_TIMEOUT_MS });
    const counts = countsOfTestFile(output, code);
    return { counts: section === "interop" ? withVectors(counts) : counts, output };
  };
  return { section, name: path, needs, lanes: 1, run };
}

function withVectors(counts: Counts): Counts {
  const vectors = process.env.SEALBOOK_VECTORS;
  if (!vectors) return { ...counts, note: "set SEALBOOK_VECTORS to the folder of published vectors for the rest" };
  return existsSync(vectors)
    ? counts
    : { ...counts, failed: counts.failed + 1, note: `SEALBOOK_VECTORS: there is no ${vectors}` };
}

function buildJob(built: () => void): Job {
  const run = async () => {
    try {
      if (arePagesCurrent())
        return { counts: counted({ passed: 1, note: "nothing has changed since the last" }), output: "" };
      await buildPages({ logs: LOGS });
      return { counts: counted({ passed: 1 }), output: "" };
    } catch (error) {
      return { counts: counted({ failed: 1 }), output: describeFailure(error) };
    } finally {
      built();
    }
  };
  return { section: "build", name: "build", needs: [], lanes: 1, run };
}

/** After the build, which empties the folder that the types of Next are written to. */
function checkJob(): Job {
  const commands: [string, ...string[]][] = [
    // The types that Next writes, which the sources refer to.
    ["next", "typegen"],
    ["biome", "check", "."],
    ["tsc", "-p", ".", "--noEmit"],
  ];
  const run = async () => {
    const ended = [];
    for (const [command, ...args] of commands) ended.push(await runProgram(command, args));
    const passed = ended.filter(({ code }) => code === 0).length;
    const counts = counted({ passed, failed: ended.length - passed });
    return { counts, output: ended.map(({ output }) => output).join("") };
  };
  return { section: "check", name: "check", needs: ["build"], lanes: 1, run };
}

/** @param files none: all */
function journeysJob(files: readonly TestFile[]): Job {
  // One waits for its browser or its server now and then, and leaves a core to the next.
  const workers = Math.min(availableParallelism() + 1, JOURNEY_WORKERS_MAX);
  const run = async () => {
    try {
      chromiumPath();
    } catch (error) {
      return { counts: counted({ failed: 1 }), output: describeFailure(error) };
    }
    const args = ["test", `--workers=${workers}`, ...files.map(({ path }) => path)];
    const { code, output } = await runProgram("playwright", args, { show: (text) => process.stdout.write(text) });
    return { counts: countsOfJourneys(output, code), output: "" };
  };
  return { section: JOURNEYS, name: "journeys", needs: ["database", "build"], lanes: workers, run };
}
