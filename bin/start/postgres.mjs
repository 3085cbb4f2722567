/** The embedded PostgreSQL: makes its data folder, starts it on the loopback interface, stops it. */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { Failure } from "./failure.mjs";
import { findPostgresHome } from "./postgres-home.mjs";
import { endProcess, isPostmasterOf, waitUntil } from "./processes.mjs";
import { newSecretFile, writeSecretFile } from "./secret-file.mjs";

const SUPERUSER = "sealbook";
const INITDB_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 120_000;
const LOG_BYTES_MAX = 10 * 1024 ** 2;
/** Fast shutdown first; what does not end then is made to end, and recovers from its log at the next start. */
const STOP_STEPS = [
  { signal: "SIGINT", milliseconds: 30_000 },
  { signal: "SIGQUIT", milliseconds: 10_000 },
  { signal: "SIGKILL", milliseconds: 5_000 },
];
/** How long the processes of a killed server may take to notice that it is gone. */
const ORPHANS_TIMEOUT_MS = 10_000;

/**
 * @typedef {object} RunningPostgres
 * @property {number} pid of the postmaster
 * @property {number} port on 127.0.0.1
 * @property {string} user a superuser
 * @property {string} password
 * @property {Promise<number | null>} exited its exit code
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the server of `folder`, which is made when it is not there yet.
 *
 * @param {{ folder: string, throwaway?: boolean, port?: number }} options folder: holds `postgres/`, `postgres.json`, `logs/`;
 *   throwaway: data need not survive the machine's crash, as in tests; port: this one or none
 * @returns {Promise<RunningPostgres>}
 * @throws {Failure}
 */
export async function startPostgres({ folder, throwaway = false, port: asked }) {
  mkdirSync(join(folder, "logs"), { recursive: true, mode: 0o700 });
  const home = findPostgresHome(join(folder, "postgres"));
  // A copy or a restored backup may have opened it to others, and then PostgreSQL refuses it.
  chmodSync(home.data, 0o700);
  await stopLeftover(home.data);
  const settings = readSettings(folder);
  if (!existsSync(join(home.data, "PG_VERSION"))) initialise(home, settings, folder);
  const port = await freePort(asked ?? settings.port);
  if (asked !== undefined && port !== asked) {
    throw new Failure(
      `Port ${asked}, on which the embedded PostgreSQL was, is taken by another program: stop that program.`,
      `内置 PostgreSQL 原先使用的端口 ${asked} 已被其他程序占用：请停止该程序。`,
    );
  }
  writeSecretFile(join(folder, "postgres.json"), `${JSON.stringify({ ...settings, port })}\n`);

  const log = openLog(join(folder, "logs", "postgres.log"));
  const [command, ...rest] = [
    ...home.prefix,
    join(home.bin, "postgres"),
    ...serverArguments(home.data, port, throwaway),
  ];
  const child = spawn(command, rest, { ...spawnIdentity(home), stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  const exited = new Promise((resolve) => {
    child.once("error", () => resolve(null));
    child.once("exit", (code) => resolve(code));
  });
  let over = false;
  exited.then(() => {
    over = true;
  });
  const ready = await waitUntil(() => over || isReady(home.data, child.pid), START_TIMEOUT_MS);
  if (over || !ready) {
    if (!over) await endProcess(child.pid, STOP_STEPS);
    throw startFailure(join(folder, "logs", "postgres.log"));
  }
  const stop = async () => {
    if (!over) await endProcess(child.pid, STOP_STEPS);
    await exited;
  };
  return { pid: child.pid, port, user: settings.user, password: settings.password, exited, stop };
}

/**
 * Stops the postmaster that still serves `folder` after its starter was killed; forgets one that is gone.
 *
 * @param {string} data data folder, a real path
 */
export async function stopLeftover(data) {
  const file = join(data, "postmaster.pid");
  const pid = readPid(file);
  if (pid === undefined) return;
  if (isPostmasterOf(pid, data)) await endProcess(pid, STOP_STEPS);
  // Its children end by themselves when they notice; until then their shared memory blocks a new server.
  await waitUntil(() => !servesFolder(data), ORPHANS_TIMEOUT_MS);
  rmSync(file, { force: true });
}

/** Whether any process still works in the data folder, as every process of a server does. */
function servesFolder(data) {
  try {
    return readdirSync("/proc").some((name) => /^\d+$/.test(name) && isPostmasterOf(Number(name), data));
  } catch {
    return false;
  }
}

function readPid(file) {
  try {
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Line 8 of postmaster.pid is the server's state, as pg_ctl reads it. */
function isReady(data, pid) {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

function readSettings(folder) {
  const path = join(folder, "postgres.json");
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8"));
  if (existsSync(join(folder, "postgres", "PG_VERSION"))) {
    throw new Failure(
      `${path} is missing, and with it the password of the database beside it: restore it from a backup and start again.`,
      `缺少 ${path}，其中保存着旁边数据库的密码：请从备份中恢复后重新启动。`,
    );
  }
  const settings = { user: SUPERUSER, password: randomBytes(24).toString("base64url"), port: undefined };
  writeSecretFile(path, `${JSON.stringify(settings)}\n`);
  return settings;
}

/** Makes the data folder beside itself and puts it in place when it is complete. */
function initialise(home, settings, folder) {
  for (const name of readdirSync(home.data)) rmSync(join(home.data, name), { recursive: true });
  const half = join(home.data, "new");
  mkdirSync(half, { mode: 0o700 });
  const owner = home.uid === undefined ? undefined : { uid: home.uid, gid: home.gid };
  if (owner) lchownSync(half, owner.uid, owner.gid);
  const passwordFile = newSecretFile(join(home.data, "password"), { text: `${settings.password}\n`, owner });
  const options = ["-D", half, "-U", settings.user, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const text = ["--encoding=UTF8", "--locale=C", "--no-instructions", "--data-checksums"];
  const [command, ...rest] = [...home.prefix, join(home.bin, "initdb"), ...options, ...text];
  const result = spawnSync(command, rest, { ...spawnIdentity(home), encoding: "utf8", timeout: INITDB_TIMEOUT_MS });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    const log = join(folder, "logs", "initdb.log");
    writeFileSync(log, `${result.error?.message ?? ""}\n${result.stdout}\n${result.stderr}`, { mode: 0o600 });
    rmSync(half, { recursive: true, force: true });
    throw new Failure(
      `The database's folder could not be made: read ${log}, or set DATABASE_URL to a PostgreSQL of your own.`,
      `无法创建数据库文件夹：请查看 ${log}，或将 DATABASE_URL 设为您自己的 PostgreSQL。`,
    );
  }
  // PG_VERSION last: it is what says that the folder is complete.
  const names = readdirSync(half).filter((name) => name !== "PG_VERSION");
  for (const name of [...names, "PG_VERSION"]) renameSync(join(half, name), join(home.data, name));
  rmSync(half, { recursive: true });
}

function spawnIdentity(home) {
  const identity = home.uid === undefined ? {} : { uid: home.uid, gid: home.gid };
  const { PATH, HOME, TMPDIR } = process.env;
  return { ...identity, cwd: home.data, env: { PATH, HOME, TMPDIR, LC_ALL: "C", TZ: "UTC" } };
}

function serverArguments(data, port, throwaway) {
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: throwaway ? 300 : 100,
    shared_buffers: "128MB",
    password_encryption: "scram-sha-256",
    timezone: "UTC",
    jit: "off",
    // The index of what waits to be anchored gains and loses a row for every record: its dead rows must go soon.
    autovacuum_naptime: "10s",
    logging_collector: "off",
    // A statement in the log could hold somebody's data.
    log_min_error_statement: "panic",
    // So do the details of an error, as the key that is there already.
    log_error_verbosity: "terse",
    ...(throwaway ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  };
  return ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** @returns {Promise<number>} `wanted` when it is free, any other port of the loopback interface otherwise */
export async function freePort(wanted) {
  return (wanted !== undefined && (await tryPort(wanted))) || (await tryPort(0));
}

function tryPort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ host: "127.0.0.1", port }, () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}

function openLog(path) {
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openSync(path, "a", 0o600);
}

function startFailure(log) {
  let last = "";
  try {
    const lines = readFileSync(log, "utf8").trim().split("\n");
    last = (lines.findLast((line) => line.includes("FATAL:")) ?? lines.at(-1) ?? "").replace(/^.*FATAL:\s*/, "");
  } catch {
    // Without a log the path alone has to do.
  }
  return new Failure(
    `The embedded PostgreSQL does not start (${last}): read ${log}, or set DATABASE_URL to a PostgreSQL of your own.`,
    `内置 PostgreSQL 无法启动（${last}）：请查看 ${log}，或将 DATABASE_URL 设为您自己的 PostgreSQL。`,
  );
}
