/** What a verb said no with. */
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";

/** The code of the refusal; undefined when there was none. Anything else that is thrown is thrown on. */
export async function refusalOf(answer: Promise<unknown>): Promise<ErrorCode | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    if (error instanceof SealbookError) return error.code;
    throw error;
  }
}
