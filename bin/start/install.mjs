/** Makes node_modules what package-lock.json says, and repairs what an interrupted installation left. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure } from "./failure.mjs";
import { runLogged } from "./run-command.mjs";
import { ROOT } from "./settings.mjs";

const MODULES = join(ROOT, "node_modules");
const LOCKFILE = join(ROOT, "package-lock.json");
/** Written by us after a complete installation: the SHA-256 of the package-lock.json that it followed. */
const STAMP = join(MODULES, ".sealbook-installed");
/** Written by npm when it has finished: what it installed. */
const NPM_RECORD = join(MODULES, ".package-lock.json");
const RUNTIME_MAJOR = 24;

/** The Node.js that everything after the installation runs on. */
export const RUNTIME = join(MODULES, "node", "bin", "node");

/** @returns {boolean} whether node_modules is complete and follows package-lock.json */
export function isInstalled() {
  const text = readFileSync(LOCKFILE);
  const packages = JSON.parse(text.toString("utf8")).packages;
  if (!isComplete(packages) || !runtimeWorks()) return false;
  const hash = createHash("sha256").update(text).digest("hex");
  if (readText(STAMP) === hash) return true;
  // Somebody ran npm: it counts when npm came to its end.
  if (!npmFinished(packages)) return false;
  writeFileSync(STAMP, hash);
  return true;
}

/**
 * Runs `npm ci`.
 *
 * @param {{ log: string, signal?: AbortSignal }} options log: takes npm's output
 * @throws {Failure}
 */
export async function install({ log, signal }) {
  const [command, ...args] = npmCommand();
  const flags = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const code = await runLogged({ command, args: [...args, ...flags], log, env: npmEnvironment(), signal });
  signal?.throwIfAborted();
  if (code === 0 && isInstalled()) return;
  const last = (readText(log) ?? "").split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
  const reason = last[0]?.replace(/^npm (error|ERR!)\s*/, "") || `exit ${code}`;
  throw new Failure(
    `Installing the dependencies failed (${reason}): check that npm and its registry can be reached, then start again; all output is in ${log}.`,
    `安装依赖失败（${reason}）：请确认 npm 及其软件源可用后重新启动；完整输出见 ${log}。`,
  );
}

/** Every package that must be there has its package.json. */
function isComplete(packages) {
  return Object.entries(packages).every(
    ([path, entry]) => path === "" || entry.optional || entry.link || existsSync(join(ROOT, path, "package.json")),
  );
}

function npmFinished(packages) {
  const record = readText(NPM_RECORD);
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(packages).every(
    ([path, entry]) => path === "" || entry.optional || installed[path]?.version === entry.version,
  );
}

function runtimeWorks() {
  const result = spawnSync(RUNTIME, ["--version"], { encoding: "utf8" });
  return result.status === 0 && result.stdout.startsWith(`v${RUNTIME_MAJOR}.`);
}

function npmCommand() {
  const cli = process.env.npm_execpath;
  if (!cli || !/npm-cli\.c?js$/.test(cli)) return ["npm"];
  // Not the runtime inside node_modules, which npm is about to replace.
  return [process.env.npm_node_execpath || process.execPath, cli];
}

function npmEnvironment() {
  const { NODE_ENV, ...rest } = process.env;
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(MODULES));
  return { ...rest, PATH: path.join(delimiter) };
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
