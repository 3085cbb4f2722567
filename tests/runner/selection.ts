/** Which tests the command line asks for. */
import { changedFiles, touchedBy } from "./changed.ts";
import { readImportGraph } from "./import-graph.ts";
import { isSuite, SUITES, suiteOf } from "./suites.ts";
import { findTestFiles, type TestFile } from "./test-files.ts";

export interface Selection {
  files: TestFile[];
  /** Lint and types. */
  check: boolean;
  build: boolean;
  /** All journeys, or those among the files. */
  allJourneys: boolean;
}

const CHANGED = "changed";

export function select(wanted: readonly string[]): Selection | { unknown: string[]; sections: string[] } {
  const all = findTestFiles(readImportGraph());
  const sections = ["check", "build", ...new Set(all.map(({ section }) => section))];
  const names = wanted.filter((name) => name !== CHANGED).map((name) => name.replace(/^tests\/|\/$/g, ""));
  const isNamed = ({ path }: TestFile, name: string) =>
    isSuite(name) ? suiteOf(path) === name : `${path}/`.startsWith(`tests/${name}/`);
  const unknown = names.filter((name) => !sections.includes(name) && !all.some((file) => isNamed(file, name)));
  if (unknown.length > 0) return { unknown, sections: [...sections, ...Object.keys(SUITES)] };
  const touched = wanted.includes(CHANGED) ? touchedBy(changedFiles(), all) : all;
  const files =
    names.length > 0
      ? touched.filter((file) => names.some((name) => isNamed(file, name)))
      : touched.filter(({ path }) => wanted.includes(CHANGED) || suiteOf(path) === undefined);
  const asked = (name: string) => names.length === 0 || names.includes(name);
  return {
    files,
    check: asked("check"),
    build: files.some(({ needsBuild }) => needsBuild) || (asked("build") && !wanted.includes(CHANGED)),
    allJourneys: all.every((file) => !file.path.endsWith(".spec.ts") || files.includes(file)),
  };
}
