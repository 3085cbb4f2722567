/** The test files, and what each has to wait for, which its imports tell. */
import { type ImportGraph, reachedFrom } from "./import-graph.ts";

export interface TestFile {
  /** Relative to the repository. */
  path: string;
  /** Its folder below tests/. */
  section: string;
  needsDatabase: boolean;
  needsBuild: boolean;
  /** All that it imports or names, itself included. */
  reaches: ReadonlySet<string>;
}

/** The section of the journeys in a browser, which Playwright runs. */
export const JOURNEYS = "e2e";

const TEST_FILE = /^tests\/([^/]+)\/(?:.+\/)?[^/]+\.(?:test|spec)\.ts$/;
/** Who imports this has a database of its own. */
const DATABASE = "tests/support/environment.ts";
/** Who imports this uses what is built. */
const BUILD = "tests/support/built.ts";
/** What every journey stands on without importing it. */
const STAGE = ["playwright.config.ts", "tests/e2e/support/global-setup.ts"];

export function findTestFiles(graph: ImportGraph): TestFile[] {
  return [...graph.keys()].sort().flatMap((path) => {
    const section = TEST_FILE.exec(path)?.[1];
    if (!section) return [];
    const isJourney = section === JOURNEYS;
    const imported = reachedFrom([path], graph, "imports");
    const reaches = reachedFrom(isJourney ? [path, ...STAGE] : [path], graph, "all");
    const needsBuild = isJourney || imported.has(BUILD);
    return { path, section, reaches, needsDatabase: imported.has(DATABASE), needsBuild };
  });
}
