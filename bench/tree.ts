/** A tree of sources, measured from outside: the one that this bench lies in, or a git work tree of an earlier commit. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPages } from "../bin/start/build.mjs";

export interface Tree {
  /** As tables call it. */
  name: string;
  /** Folder with its package.json. */
  root: string;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
/** Kept from run to run: building one takes a minute. `git worktree remove` removes one. */
const TREES = join(ROOT, ".bench-trees");
const COMMIT_CHARS = 12;

/** The sources that this bench lies in. */
export const THIS_TREE: Tree = { name: "this tree", root: ROOT };

/** Builds the pages of this tree when its sources are not those of its last build. */
export async function buildThisTree(logs: string): Promise<void> {
  await buildPages({ logs });
}

/** A work tree of that commit, installed and built; made once, and found again. */
export function checkOut(commit: string, say: (line: string) => void): Tree {
  const sha = git("rev-parse", "--verify", `${commit}^{commit}`).trim();
  const root = join(TREES, sha.slice(0, COMMIT_CHARS));
  const tree = { name: sha.slice(0, 7), root };
  const made = join(root, ".next", "bench");
  if (existsSync(made)) return tree;
  say(`Making a work tree of ${tree.name}, once.`);
  rmSync(root, { recursive: true, force: true });
  git("worktree", "prune");
  git("worktree", "add", "--detach", root, sha);
  install(root);
  for (const script of ["generate", "build"]) {
    execFileSync("npm", ["run", "-s", script], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  }
  mkdirSync(dirname(made), { recursive: true });
  writeFileSync(made, sha);
  return tree;
}

/** What a script of the tree's package.json runs: its file and arguments. Files move between commits, scripts stay. */
export function programOf({ root }: Tree, script: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const [program, file, ...rest] = scripts[script]?.split(" ") ?? [];
  if (program !== "node" || !file) throw new Error(`the script ${script} of ${root} does not run node`);
  return [join(root, file), ...rest];
}

/** The same packages are linked, not copied; other ones are installed. */
function install(root: string): void {
  const [ours, theirs] = [ROOT, root].map((folder) => readFileSync(join(folder, "package-lock.json"), "utf8"));
  if (ours === theirs) execFileSync("cp", ["-al", join(ROOT, "node_modules"), join(root, "node_modules")]);
  else execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
