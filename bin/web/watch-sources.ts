import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Several files are saved at once, and one in several steps. */
const SETTLE_MS = 150;
const SOURCE = /^(?!.*generated).*\.ts$/;

/** The first change of a source below lib/; never, where the signal comes before. For development. */
export async function untilSourcesChange({ root, signal }: { root: string; signal: AbortSignal }): Promise<void> {
  await new Promise<void>((resolve) => {
    watch(join(root, "lib"), { recursive: true, signal }, (_, name) => {
      if (SOURCE.test(name ?? "")) resolve();
    }).on("error", () => {});
  });
  await sleep(SETTLE_MS);
}
