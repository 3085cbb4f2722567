/** The product started as its README says, on an empty folder, a database and a port of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#tests/bin/start/launch.ts";
import type { Installation } from "./installation.ts";

const READY_TIMEOUT_MS = 180_000;

function readyWithSetupLink(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${output()}`)), READY_TIMEOUT_MS);
    const read = () => {
      const link = /https?:\/\/\S+\/setup\?token=\S+/.exec(output())?.[0];
      if (!link) return;
      clearTimeout(timer);
      resolve(link);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${output()}`)));
  });
}

export interface StartedInstallation extends Installation {
  /** Where the process itself listens. */
  port: number;
  /** What it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** @param env what is not as everywhere */
export async function startInstallation(
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<StartedInstallation> {
  const port = await freePort();
  const dataDir = await mkdtemp(join(tmpdir(), "sealbook-e2e-"));
  const child = spawn(process.execPath, ["bin/start/start.mjs"], {
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      APP_DATABASE_URL: "",
      SMTP_URL: "",
      LANG: "C",
      // Each process loads and compiles every page that is asked for once more; tests/bin/web and tests/network have several.
      WEB_PROCESSES: "1",
      NODE_ENV: "production",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    await rm(dataDir, { recursive: true, force: true });
  };
  const setupLink = await readyWithSetupLink(child, () => printed);
  return { url: `http://localhost:${port}`, setupLink, dataDir, port, output: () => printed, stop };
}
