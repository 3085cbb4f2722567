/** The Web Worker that reads one table of names: a large one takes seconds, in which the page goes on answering. */
import { type ChosenFile, type ReadMessage, readFile } from "./read-file.ts";

function answer(message: ReadMessage): void {
  self.postMessage(message);
}

self.addEventListener("message", async ({ data }: MessageEvent<ChosenFile>) => {
  const read = await readFile(data, (rows) => answer({ kind: "rows", rows }));
  answer({ kind: "done", read });
});
