/** What threads have in common that set and draw pages. */
import { availableParallelism } from "node:os";
import type { ResourceLimits } from "node:worker_threads";

/** Two cores are what the product is made for; more threads hold the fonts in memory once more each. */
const THREADS_MAX = 4;

/** How many threads draw side by side. */
export function drawingThreads(): number {
  return Math.max(1, Math.min(THREADS_MAX, availableParallelism()));
}

/**
 * Of each. Without a limit V8 lets what nobody uses any more grow to several times of what is in use, on machines with much memory, before it
 * looks for it; under these it stays at some 90 MB beside the fonts. A page that needs more than the old generation may have is not drawn.
 */
export const DRAWING_MEMORY: ResourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 48 };
