import { getLocale, getTranslations } from "next-intl/server";
import { problemTexts } from "#lib/infra/http/problems.ts";
import { isErrorCode, SealbookError } from "#lib/words/errors.ts";

/** Why a batch stands still, in the reader's language. */
export async function problemWords(failure: string): Promise<string> {
  const locale = await getLocale();
  if (isErrorCode(failure)) return problemTexts(new SealbookError(failure), locale).detail;
  return (await getTranslations("batches.page"))("makingFailed");
}
