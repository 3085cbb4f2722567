import { useTranslations } from "next-intl";
import { elsewhereWords } from "./elsewhere-words.ts";
import type { Given, Settled } from "./outcome.ts";
import { type VerdictWords, verdictWords } from "./verdict-words.ts";

/** The words of a verdict, whoever issued what was given. Needs the messages `verify` and `elsewhere`. */
export function useVerdictWords(settled: Settled | undefined, given: Given): VerdictWords | undefined {
  const t = useTranslations("verify");
  const elsewhere = useTranslations("elsewhere");
  return settled && (elsewhereWords(settled, given, elsewhere) ?? verdictWords(settled, given, t));
}
