/** Debian's PostgreSQL with its own tools for copies, which the embedded one comes without: on loopback, in a folder of its own. */
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "#tests/bin/start/launch.ts";

const ROOT = "/usr/lib/postgresql";
const BIN = (existsSync(ROOT) ? readdirSync(ROOT).sort().toReversed() : [])
  .map((version) => join(ROOT, version, "bin"))
  .find((bin) => existsSync(join(bin, "pg_basebackup")) && existsSync(join(bin, "postgres")));
/** PostgreSQL does not run as root. */
const NOBODY = 65_534;
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

export function debianPostgresAbsent(): string | false {
  if (BIN !== undefined) return false;
  if (process.env.CI !== undefined) throw new Error("PostgreSQL is not installed: .ci/run installs postgresql");
  return "SKIPPED: Debian's PostgreSQL is not installed (apt-get install postgresql)";
}

export interface DebianPostgres {
  port: number;
  folder: string;
  /** Where its tools lie. */
  bin: string;
  /** Of a database, as its superuser. */
  url(database: string): string;
  /** A copy of it while it runs, streamed with the log that it needs. @param follow: to be started as its standby */
  copyTo(folder: string, options?: { follow: boolean }): void;
  promote(): void;
  /** fast: in order; immediate: as after a crash. */
  stop(mode?: "fast" | "immediate"): void;
}

/** Makes an empty server. @param settings of postgresql.conf */
export async function createPostgres(folder: string, settings: Record<string, string> = {}): Promise<DebianPostgres> {
  ownFolder(folder);
  run("initdb", ["-D", folder, "-U", "owner", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
  appendFileSync(
    join(folder, "postgresql.conf"),
    Object.entries({ fsync: "off", ...settings })
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(""),
  );
  return await startPostgres(folder);
}

/** Starts what lies in a folder, on a port of its own unless one is given. */
export async function startPostgres(folder: string, given: { port?: number } = {}): Promise<DebianPostgres> {
  const port = given.port ?? (await freePort());
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
  run("pg_ctl", ["-D", folder, "-w", "-l", join(folder, "server.log"), "-o", options, "start"]);
  return {
    port,
    folder,
    bin: BIN ?? "",
    url: (database) => `postgresql://owner@127.0.0.1:${port}/${database}`,
    copyTo(target, { follow } = { follow: false }) {
      ownFolder(target);
      const from = ["-h", "127.0.0.1", "-p", String(port), "-U", "owner"];
      run("pg_basebackup", [...from, "-D", target, "-X", "stream", "-c", "fast", ...(follow ? ["-R"] : [])]);
    },
    promote: () => run("pg_ctl", ["-D", folder, "-w", "promote"]),
    stop(mode = "fast") {
      spawnSync(join(BIN ?? "", "pg_ctl"), ["-D", folder, "-w", "-m", mode, "stop"], { ...asNobody, cwd: "/" });
    },
  };
}

function ownFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (asNobody.uid !== undefined) chownSync(folder, NOBODY, NOBODY);
}

function run(program: string, args: string[]): void {
  // What it starts keeps what it is given to write to: its own log has that.
  execFileSync(join(BIN ?? "", program), args, { ...asNobody, cwd: "/", stdio: ["ignore", "ignore", "inherit"] });
}
