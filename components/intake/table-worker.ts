/** The Web Worker that reads one table: a large one takes seconds, in which the page goes on answering. */
import { outcomeOf, type TableMessage, type TableQuestion } from "./table-outcome.ts";

function answer(message: TableMessage): void {
  self.postMessage(message);
}

self.addEventListener("message", async ({ data }: MessageEvent<TableQuestion>) => {
  const outcome = await outcomeOf(data, (rows) => answer({ kind: "rows", rows }));
  answer({ kind: "done", outcome });
});
