/** Debian's nginx on loopback, with a folder and without rights of its own. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PATH = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"].find((path) => existsSync(path));
const NOBODY = 65_534;
const READY_TRIES_MAX = 100;

/** Why tests of it are not run here, where they may be left out; where everything has to run, its absence is a failure. */
export function nginxAbsent(): string | false {
  if (PATH !== undefined) return false;
  if (process.env.CI !== undefined) throw new Error("nginx is not installed: .ci/run installs nginx-light");
  return "SKIPPED: nginx is not installed (apt-get install nginx-light)";
}

/** @param server the inside of http { … }, which listens on 127.0.0.1:`port` */
export async function startNginx({
  server,
  port,
}: {
  server: string;
  port: number;
}): Promise<{ stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-nginx-"));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const own = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = own.map((name) => `${name}_temp_path ${join(folder, name)};`).join("\n");
  writeFileSync(
    join(folder, "nginx.conf"),
    `pid ${join(folder, "pid")};\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${server}\n}\n`,
  );
  const args = ["-p", folder, "-e", join(folder, "error.log"), "-c", join(folder, "nginx.conf"), "-g", "daemon off;"];
  const child = spawn(PATH ?? "nginx", args, {
    stdio: ["ignore", "ignore", "pipe"],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const exited = once(child, "exit");
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries === READY_TRIES_MAX || child.exitCode !== null) throw new Error(`nginx does not answer: ${said}`);
    await sleep(50);
  }
  return {
    async stop() {
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As `nginx -v` says it. */
export const nginxVersion = (): string => execFileSync("sh", ["-c", `${PATH} -v 2>&1`], { encoding: "utf8" }).trim();

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
