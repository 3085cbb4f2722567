/** What lines came to is kept in the transaction that records them. */
import { type BulkSending, type Keeping, type LineAnswer, PutBackError } from "../types.ts";

/** Lines that are recorded together: those that could be read, and what is wrong with the others. */
export interface Together {
  first: number;
  /** All of them, with those that have no content. */
  count: number;
  /** By line, of those that could not be read. */
  problems: ReadonlyMap<number, LineAnswer>;
  /** Of those that could, in their order. */
  good: readonly number[];
  /** Empty where nothing can be sent again. */
  digests: Buffer;
}

export interface Kept {
  refused: number;
  answers: string;
}

/** @param kept told what was written, before the commit */
export function keepAnswers({ bulkId }: BulkSending, lines: Together, kept: (row: Kept) => void): Keeping {
  const { first, count, digests } = lines;
  return {
    async begin(query) {
      const taken = await query(
        "UPDATE bulk SET lines = lines + $3::integer, seen_at = now() WHERE id = $1::uuid AND lines = $2::bigint RETURNING 1",
        [bulkId, first - 1, count],
      );
      if (taken.length === 0) throw new PutBackError();
    },
    async end(query, answers) {
      const { text, refused } = written(lines, answers);
      kept({ refused, answers: text });
      await query(
        `WITH told AS (UPDATE bulk SET refused = refused + $4::integer WHERE id = $1::uuid AND $4::integer > 0)
         INSERT INTO bulk_answer (bulk_id, first, lines, refused, answers, digests)
         VALUES ($1::uuid, $2::bigint, $3::integer, $4::integer, $5, $6)`,
        [bulkId, first, count, refused, text, digests],
      );
    },
  };
}

/** A line of JSON for each, in their order. */
function written(
  { first, count, problems, good }: Together,
  answers: readonly LineAnswer[],
): { text: string; refused: number } {
  let text = "";
  let refused = 0;
  for (let line = first, at = 0; line < first + count; line++) {
    const answer = good[at] === line ? answers[at++] : problems.get(line);
    if (answer === undefined) continue;
    if ("problem" in answer) refused += 1;
    text += `{"line":${line},${JSON.stringify(answer).slice(1)}\n`;
  }
  return { text, refused };
}
