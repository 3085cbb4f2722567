/** A table of names that was chosen, read away from the page's own thread. */
import type { ChosenFile, ReadFile, ReadMessage } from "./read-file.ts";

/** What reads tables is loaded when the first one comes. Undefined once `signal` aborts. Never rejects. @param onRows hears how many rows were read */
export function openFile(
  chosen: ChosenFile,
  { onRows, signal }: { onRows: (rows: number) => void; signal: AbortSignal },
): Promise<ReadFile | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./read-worker.ts", import.meta.url), { type: "module", name: "roster" });
    const finish = (read: ReadFile | undefined) => {
      signal.removeEventListener("abort", stop);
      worker.terminate();
      resolve(read);
    };
    const stop = () => finish(undefined);
    signal.addEventListener("abort", stop);
    // What is wrong with the table comes as an answer: this is about the worker's own script, or that it ran out of memory.
    worker.onerror = () => finish({ ...chosen, fault: "damaged" });
    worker.onmessage = ({ data }: MessageEvent<ReadMessage>) => {
      if (data.kind === "rows") onRows(data.rows);
      else finish(data.read);
    };
    worker.postMessage(chosen);
  });
}
