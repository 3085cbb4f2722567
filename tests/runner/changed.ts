/**
 * What a change touches, for `npm test -- changed`.
 *
 * The change is what differs from the merge base with main, committed or not, new files included; on main itself, what is
 * not committed. It touches
 * - a test file or journey that reaches a changed file by imports, `new URL(…)` or a path written as a string;
 * - the build with the tests and journeys that use it, when any part of the product changed;
 * - everything, when the tests' own machinery, the packages or the compiler's settings changed;
 * - lint, types and the architecture, always, since they read every file.
 */
import { execFileSync } from "node:child_process";
import { ROOT } from "../../bin/start/settings.mjs";
import type { TestFile } from "./test-files.ts";

const EVERYTHING = /^(?:package(?:-lock)?\.json|tsconfig\.json|\.nvmrc|\.ci\/|tests\/run\.ts$|tests\/runner\/)/;
const PRODUCT = /^(?:app|bin|components|lib|prisma|public)\/|^(?:proxy\.ts|next\.config\.js|postcss\.config\.json)$/;
const READS_EVERYTHING = "architecture";

export function changedFiles(): string[] {
  const base = mergeBase();
  const compared = git("diff", "--name-only", "--no-renames", "-z", base);
  const added = git("ls-files", "--others", "--exclude-standard", "-z");
  return [...new Set([...compared.split("\0"), ...added.split("\0")])].filter(Boolean).sort();
}

/** A clone may know main only as its origin's. */
function mergeBase(): string {
  for (const main of ["main", "origin/main"]) {
    try {
      return git("merge-base", main, "HEAD").trim();
    } catch {
      // There is no such branch.
    }
  }
  return "HEAD";
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

export function touchedBy(changed: readonly string[], files: readonly TestFile[]): TestFile[] {
  const everything = changed.some((path) => EVERYTHING.test(path));
  const product = changed.some((path) => PRODUCT.test(path));
  return files.filter(
    ({ section, needsBuild, reaches }) =>
      everything ||
      section === READS_EVERYTHING ||
      (needsBuild && product) ||
      changed.some((path) => reaches.has(path)),
  );
}
