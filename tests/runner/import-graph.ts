/** The files of the repository and what each of them names: imports, `new URL(…)`, and paths written as strings. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { ROOT } from "../../bin/start/settings.mjs";

/** What a file, relative to the repository, needs of the others. */
interface Named {
  imports: readonly string[];
  /** Imports and paths in strings. */
  all: readonly string[];
}
export type ImportGraph = ReadonlyMap<string, Named>;

const SOURCE = /\.(?:ts|tsx|mjs|js|css)$/;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*|@import\s+)["']([^"'\n]+)["']/g;
/** A path from the repository's root, as programs are started by it: "bin/worker.ts", "prisma/migrations". */
const PATH = /["'`]([\w.-]+(?:\/[\w.[\]-]+)+)["'`]/g;
/** Not in the repository, made from the schema. */
const GENERATED = "lib/infra/db/generated/";
const SCHEMA = "prisma/schema";

/** Every file that Git keeps or would keep. */
export function repositoryFiles(): string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\0").filter(Boolean);
}

/** @param sources the content of each file; of those that are no sources it does not matter */
export function readImportGraph(
  files: readonly string[] = repositoryFiles(),
  sourceOf: (path: string) => string = (path) => readFileSync(join(ROOT, path), "utf8"),
): ImportGraph {
  const all = new Set(files);
  const folders = new Map<string, string[]>();
  for (const file of files) {
    for (let folder = dirname(file); folder !== "."; folder = dirname(folder)) {
      const inside = folders.get(folder);
      if (inside) inside.push(file);
      else folders.set(folder, [file]);
    }
  }
  const filesAt = (path: string): readonly string[] => (all.has(path) ? [path] : (folders.get(path) ?? []));
  return new Map(
    files.map((file) => {
      const source = SOURCE.test(file) ? sourceOf(file) : "";
      const imports = importsIn(file, source).flatMap(filesAt);
      return [file, { imports, all: [...imports, ...pathsIn(source).flatMap(filesAt)] }] as const;
    }),
  );
}

function importsIn(file: string, source: string): string[] {
  return [...source.matchAll(IMPORT)].map(([, specifier = ""]) => {
    const path = specifier.startsWith("#") ? specifier.slice(1) : normalize(join(dirname(file), specifier));
    return path.startsWith(GENERATED) ? SCHEMA : path;
  });
}

const pathsIn = (source: string): string[] => [...source.matchAll(PATH)].map(([, path = ""]) => normalize(path));

/** All that the files need, themselves included; `by` imports alone, or by paths in strings as well. */
export function reachedFrom(files: readonly string[], graph: ImportGraph, by: keyof Named): Set<string> {
  const reached = new Set(files);
  // A set is walked in the order of its making, what is added on the way included.
  for (const each of reached) for (const next of graph.get(each)?.[by] ?? []) reached.add(next);
  return reached;
}
