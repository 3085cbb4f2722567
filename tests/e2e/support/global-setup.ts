/** Starts the product as its README says, once a worker, each on an empty folder, a database and a port of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FullConfig } from "@playwright/test";
import { freePort } from "#tests/bin/start/launch.ts";
import {
  createEmptyDatabase,
  globalSetup as startDatabaseServer,
  globalTeardown as stopDatabaseServer,
} from "#tests/support/global-setup.ts";
import { type Installation, keepInstallations } from "./installation.ts";

const READY_TIMEOUT_MS = 180_000;

function readyWithSetupLink(child: ChildProcess): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time:\n${output}`)), READY_TIMEOUT_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const link = /https?:\/\/\S+\/setup\?token=\S+/.exec(output)?.[0];
      if (!link) return;
      clearTimeout(timer);
      resolve(link);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
}

async function start(databaseUrl: string): Promise<Installation & { stop(): Promise<void> }> {
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
      NODE_ENV: "production",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await exited;
    await rm(dataDir, { recursive: true, force: true });
  };
  const setupLink = await readyWithSetupLink(child);
  return { url: `http://localhost:${port}`, setupLink, dataDir, stop };
}

async function globalSetup({ workers }: FullConfig): Promise<() => Promise<void>> {
  await startDatabaseServer();
  const installations = await Promise.all(
    Array.from({ length: workers }, async () => start(await createEmptyDatabase())),
  );
  keepInstallations(installations);
  return async () => {
    await Promise.all(installations.map(({ stop }) => stop()));
    await stopDatabaseServer();
  };
}
export default globalSetup;
