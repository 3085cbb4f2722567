import { countCaller } from "#lib/gate/admit.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { SealbookError } from "#lib/words/errors.ts";

/** Counts a page that is asked for from an address. Where that cannot be counted, the page itself says what is wrong. */
export async function admitPage(address: string): Promise<void> {
  try {
    await countCaller(RATE_LIMITS.pages, address);
  } catch (error) {
    if (error instanceof SealbookError) throw error;
  }
}
