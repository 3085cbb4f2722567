import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { ComposedContract } from "../types.ts";
import { compose } from "./compose.ts";

/** Some seconds of work: whoever has more sends them one after the other. */
export const ROWS_TOGETHER_MAX = 50;

export type RowOutcome = { contract: ComposedContract } | { refused: SealbookError };

/**
 * Contracts of one template, each by itself: what is wrong with one does not stop the rest.
 *
 * @returns in the order of the rows
 * @throws {SealbookError} as `compose`, where it is about no single row
 */
export async function composeMany(input: {
  actor: MemberActor;
  templateId: string;
  version?: number | undefined;
  rows: readonly Readonly<Record<string, string>>[];
  unit?: string | undefined;
}): Promise<RowOutcome[]> {
  requirePermission(input.actor, "contracts:write");
  const { rows, ...common } = input;
  const outcomes: RowOutcome[] = [];
  for (const values of rows) outcomes.push(await one({ ...common, values }));
  return outcomes;
}

/** Those that are about what a row says; whatever else is refused, is of all of them. */
const OF_A_ROW: readonly string[] = ["contract_value_refused", "contract_letters_missing", "contract_print_room"];

async function one(input: Parameters<typeof compose>[0]): Promise<RowOutcome> {
  try {
    return { contract: await compose(input) };
  } catch (error) {
    if (error instanceof SealbookError && OF_A_ROW.includes(error.code)) return { refused: error };
    throw error;
  }
}
