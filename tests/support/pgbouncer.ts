/** Debian's PgBouncer in transaction mode before the test server, on loopback, with a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#tests/bin/start/launch.ts";

const PATH = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"].find((path) => existsSync(path));
const NOBODY = 65_534;
const READY_TRIES_MAX = 100;

/** As with nginx: a reason to leave tests out, and a failure where everything has to run. */
export function pgbouncerAbsent(): string | false {
  if (PATH !== undefined) return false;
  if (process.env.CI !== undefined) throw new Error("PgBouncer is not installed: .ci/run installs pgbouncer");
  return "SKIPPED: PgBouncer is not installed (apt-get install pgbouncer)";
}

/**
 * @param url of the server, with the login that is let through
 * @returns url: the same through PgBouncer, which shares fewer connections among all than any of them would open
 */
export async function startPgbouncer(url: string): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-pgbouncer-"));
  const { hostname, port: serverPort, username, password } = new URL(url);
  const port = await freePort();
  writeFileSync(join(folder, "users"), `"${username}" "${decodeURIComponent(password)}"\n`);
  const settings = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "scram-sha-256",
    auth_file: join(folder, "users"),
    pool_mode: "transaction",
    default_pool_size: 15,
    max_client_conn: 500,
    logfile: join(folder, "log"),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const databases = `[databases]\n* = host=${hostname} port=${serverPort}\n`;
  writeFileSync(join(folder, "pgbouncer.ini"), `${databases}[pgbouncer]\n${lines.join("\n")}\n`);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const name of ["", "users", "pgbouncer.ini"]) chownSync(join(folder, name), NOBODY, NOBODY);
  const child = spawn(PATH ?? "pgbouncer", ["-q", join(folder, "pgbouncer.ini")], {
    stdio: ["ignore", "ignore", "pipe"],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const exited = once(child, "exit");
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries === READY_TRIES_MAX || child.exitCode !== null) throw new Error(`PgBouncer does not answer: ${said}`);
    await sleep(50);
  }
  const pooled = new URL(url);
  pooled.port = String(port);
  return {
    url: pooled.href,
    async stop() {
      child.kill("SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
