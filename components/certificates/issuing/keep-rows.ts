/** Rows become drafts of a new batch, so many with a request. What breaks off goes on where it stopped, in the same batch. */
import { addRows, askBatch, ROWS_PER_REQUEST, type SentDraft } from "./requests.ts";

export interface Keeping {
  batch: string;
  /** Rows that were handed in. */
  done: number;
  /** Drafts that the batch has. */
  size: number;
}

/** @returns the batch's id. @throws as requests do; the last that `onKept` heard may be handed in again */
export async function keepRows(
  drafts: readonly SentDraft[],
  given: { before: Keeping | undefined; begin: () => Promise<{ id: string }>; onKept: (keeping: Keeping) => void },
): Promise<string> {
  const { before, begin, onKept } = given;
  let keeping = before ? await caughtUp(before, drafts.length) : { batch: (await begin()).id, done: 0, size: 0 };
  onKept(keeping);
  while (keeping.done < drafts.length) {
    const { batch, done } = keeping;
    const part = drafts.slice(done, done + ROWS_PER_REQUEST);
    const { size } = await addRows(batch, { from: keeping.size, drafts: part });
    keeping = { batch, done: done + part.length, size };
    onKept(keeping);
  }
  return keeping.batch;
}

/** Whether the request that got no answer was heard. */
async function caughtUp(before: Keeping, all: number): Promise<Keeping> {
  const { size } = await askBatch(before.batch);
  return size === before.size ? before : { ...before, size, done: Math.min(all, before.done + ROWS_PER_REQUEST) };
}
