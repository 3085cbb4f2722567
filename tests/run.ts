/**
 * All tests, side by side on all cores, each as soon as what it needs is there: nothing, the database, or the build.
 *
 *     npm test                       everything but the heavy suites
 *     npm test -- journeys processes the heavy suites: tests/runner/suites.ts says what is in them
 *     npm test -- core check         sections: the folders of tests/, and check (lint and types), build, e2e (journeys)
 *     npm test -- features/evidence  the test files below tests/features/evidence, or one of them
 *     npm test -- changed            what a change touches: tests/runner/changed.ts says how that is found
 *     npm test -- changed features   of these sections what the change touches
 *
 * A failure does not keep the rest from running. Exit code 0 only when nothing failed.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ROOT } from "../bin/start/settings.mjs";
import { type Counts, inWords, sum } from "./runner/counts.ts";
import { makeJobs, type Need } from "./runner/jobs.ts";
import { runSideBySide } from "./runner/queue.ts";
import { endPrograms } from "./runner/run-program.ts";
import { select } from "./runner/selection.ts";
import { globalSetup, globalTeardown } from "./support/global-setup.ts";

// What is read from a disk is compiled once, and not by every process of the tests again.
process.env.NODE_COMPILE_CACHE ??= join(ROOT, "tests", ".results", "compile-cache");

const selection = select(process.argv.slice(2));
if ("unknown" in selection) {
  console.error(`No such tests: ${selection.unknown.join(", ")}. Sections: ${selection.sections.join(", ")}`);
  process.exit(2);
}

let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stopped = true;
    process.exitCode = 130;
    endPrograms(signal);
  });
}

const begun = Date.now();
const seconds = (since: number) => ((Date.now() - since) / 1_000).toFixed(1);
const results = new Map<string, Counts[]>();
const built = Promise.withResolvers<void>();
const jobs = makeJobs(selection, built.resolve);
const needs: Record<Need, Promise<unknown>> = {
  database: jobs.some((job) => job.needs.includes("database")) ? globalSetup() : Promise.resolve(),
  build: built.promise,
};

await runSideBySide(
  jobs.map((job) => ({
    ...job,
    run: async () => {
      if (stopped) return;
      const start = Date.now();
      const { counts, output } = await job.run();
      results.set(job.section, [...(results.get(job.section) ?? []), counts]);
      if (counts.failed > 0) console.log(`\n${output.trimEnd()}`);
      console.log(`${counts.failed > 0 ? "✖" : "✔"} ${job.name}: ${inWords(counts)} (${seconds(start)} s)`);
    },
  })),
  { lanes: availableParallelism() + 2, needs },
);
await globalTeardown();

const total = sum([...results.values()].flat());
console.log(`\n=== Summary (${seconds(begun)} s) ===\n`);
for (const [section, counts] of [...results].sort(([one], [other]) => (one < other ? -1 : 1))) {
  const all = sum(counts);
  console.log(`${all.failed > 0 ? "✖" : "✔"} ${section}: ${inWords(all)}`);
}
console.log(`\n${total.passed + total.unsteady} passed, ${total.failed} failed`);
process.exitCode ||= total.failed > 0 ? 1 : 0;
