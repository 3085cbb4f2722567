/** The page to which the code on a contract leads. */
import { countCaller } from "#lib/gate/admit.ts";
import { currentClient } from "#lib/gate/browser-session.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findChecked } from "./rows.ts";
import { type Reference, readReference } from "./schema.ts";
import type { CheckedContract } from "./types.ts";

export type CheckPage = { state: "known"; contract: CheckedContract } | { state: "mistyped" | "absent" | "busy" };

/** @param text as it stands in the address */
export async function loadCheck(text: string): Promise<CheckPage> {
  const reference = referenceOf(text);
  if (reference === undefined) return { state: "mistyped" };
  try {
    // As the API counts it: whoever guesses is slowed down.
    await countCaller(RATE_LIMITS.lookup, (await currentClient()).address);
  } catch (error) {
    if (error instanceof SealbookError) return { state: "busy" };
    throw error;
  }
  const contract = await findChecked(reference);
  return contract ? { state: "known", contract } : { state: "absent" };
}

function referenceOf(text: string): Reference | undefined {
  try {
    return readReference(decodeURIComponent(text));
  } catch (error) {
    if (error instanceof SealbookError || error instanceof URIError) return undefined;
    throw error;
  }
}
