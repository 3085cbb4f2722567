/** The installation that this worker's journeys meet: each worker has its own, so that journeys may run side by side. */
export interface Installation {
  url: string;
  /** Makes the first organisation, once. */
  setupLink: string;
  dataDir: string;
}

const VARIABLE = "E2E_INSTALLATIONS";

export function keepInstallations(all: readonly Installation[]): void {
  process.env[VARIABLE] = JSON.stringify(all);
}

export function installation(): Installation {
  const all = JSON.parse(process.env[VARIABLE] ?? "[]") as Installation[];
  // Playwright numbers the workers that run at the same time from 0.
  const mine = all[Number(process.env.TEST_PARALLEL_INDEX)];
  if (!mine) throw new Error("The journeys' global setup has started no installation for this worker");
  return mine;
}

export const baseUrl = (): string => installation().url;
export const setupLink = (): string => installation().setupLink;
