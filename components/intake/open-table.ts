/** A table that was chosen for the values of own fields, read here in the browser, away from the page's own thread. */
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import type { Encoding } from "#lib/sheets/decode.ts";
import type { TableMessage, TableOutcome, TableQuestion } from "./table-outcome.ts";

/** What the person chose. */
export interface ChosenTable {
  file: File;
  /** Of the list, where the table was chosen together with the files. */
  key?: string;
  encoding?: Encoding | undefined;
  fileColumn?: number | undefined;
}

export interface OpenTable extends ChosenTable {
  outcome: TableOutcome;
}

type Reading = {
  fields: readonly FieldDefinition[];
  names: readonly string[];
  onRows: (rows: number) => void;
  signal: AbortSignal;
};

/** What reads tables is loaded when the first one comes. Undefined once `signal` aborts. Never rejects. */
export async function openTable(
  chosen: ChosenTable,
  { fields, names, onRows, signal }: Reading,
): Promise<OpenTable | undefined> {
  const { file, encoding, fileColumn } = chosen;
  const question = { file, encoding, fileColumn, fields, names };
  const outcome = await ask(question, { onRows, signal });
  return outcome === undefined ? undefined : { ...chosen, outcome };
}

function ask(
  question: TableQuestion,
  { onRows, signal }: Pick<Reading, "onRows" | "signal">,
): Promise<TableOutcome | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./table-worker.ts", import.meta.url), { type: "module", name: "table" });
    const finish = (outcome: TableOutcome | undefined) => {
      signal.removeEventListener("abort", stop);
      worker.terminate();
      resolve(outcome);
    };
    const stop = () => finish(undefined);
    signal.addEventListener("abort", stop);
    // What is wrong with the table comes as an answer: this is about the worker's own script, or that it ran out of memory.
    worker.onerror = () => finish({ fault: "damaged" });
    worker.onmessage = ({ data }: MessageEvent<TableMessage>) => {
      if (data.kind === "rows") onRows(data.rows);
      else finish(data.outcome);
    };
    worker.postMessage(question);
  });
}
