/** Starts the product once a worker, and what all of them need once. */
import type { FullConfig } from "@playwright/test";
import {
  createEmptyDatabase,
  globalSetup as startDatabaseServer,
  globalTeardown as stopDatabaseServer,
} from "#tests/support/global-setup.ts";
import { keepInstallations } from "./installation.ts";
import { startInstallation } from "./start-installation.ts";

async function globalSetup({ workers }: FullConfig): Promise<() => Promise<void>> {
  await startDatabaseServer();
  const installations = await Promise.all(
    Array.from({ length: workers }, async () => startInstallation(await createEmptyDatabase())),
  );
  keepInstallations(installations);
  return async () => {
    await Promise.all(installations.map(({ stop }) => stop()));
    await stopDatabaseServer();
  };
}
export default globalSetup;
