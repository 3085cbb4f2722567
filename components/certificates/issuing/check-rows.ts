/** Every row of a list looked at: in the browser what it can see itself, by the server what a template asks for. */
import { draftKey } from "#lib/features/certificates/issuing/schema/draft.ts";
import type { RosterFault, RosterRow } from "#lib/features/certificates/issuing/schema/roster.ts";
import type { ShownFault } from "./fault-words.ts";
import { checkRows, ROWS_PER_REQUEST, type SentDraft } from "./requests.ts";
import { inTurns } from "./turns.ts";

export interface CheckedRow {
  draft: SentDraft;
  faults: (ShownFault & Pick<RosterFault, "column">)[];
  /** The line of a row before that says the same. */
  repeats?: number | undefined;
  /** A certificate in force says the same. */
  issuedBefore?: string | undefined;
}

/** In their order. @param onDone how many have been looked at. @throws when the server cannot be asked */
export async function checkAll(
  rows: readonly RosterRow[],
  given: {
    template: string;
    version: number;
    columnOf: (field: string) => string | undefined;
    onDone: (done: number) => void;
  },
): Promise<CheckedRow[]> {
  const { template, version, columnOf, onDone } = given;
  const first = new Map<string, number>();
  const checked: CheckedRow[] = [];
  await inTurns(rows, (part) => {
    for (const { line, draft, faults } of part) {
      const key = draftKey(draft);
      const repeats = first.get(key);
      if (repeats === undefined) first.set(key, line);
      checked.push({ draft: { ...draft, line }, faults, repeats });
    }
  });
  const whole = checked.filter(({ faults }) => faults.length === 0);
  onDone(rows.length - whole.length);
  for (let from = 0; from < whole.length; from += ROWS_PER_REQUEST) {
    const part = whole.slice(from, from + ROWS_PER_REQUEST);
    const answer = await checkRows({ template, version, drafts: part.map(({ draft }) => draft) });
    for (const { at, faults } of answer.faults) {
      const row = part[at];
      if (row) row.faults = faults.map((fault) => ({ ...fault, column: columnOf(fault.field) }));
    }
    for (const { at, certificate } of answer.issuedBefore) {
      const row = part[at];
      if (row) row.issuedBefore = certificate;
    }
    onDone(rows.length - whole.length + from + part.length);
  }
  return checked;
}
