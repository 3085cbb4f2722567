/** Which words and which mark a certificate of another system gets, where this site has no record of the file. */
import type { useTranslations } from "next-intl";
import { type ElsewhereCheck, type ElsewhereVerdict, elsewhereVerdict } from "#lib/credentials/elsewhere/words.ts";
import type { Given, Settled } from "./outcome.ts";
import type { VerdictWords } from "./verdict-words.ts";

type Look = Pick<VerdictWords, "look" | "tone">;

const FAILED: Look = { look: "failed", tone: "danger" };
const ATTENTION: Look = { look: "attention", tone: "attention" };
/** What was not checked whole is never green. */
const LOOKS: Record<ElsewhereVerdict, Look> = {
  altered: FAILED,
  wrong_issuer: FAILED,
  revoked: FAILED,
  out_of_time: ATTENTION,
  unchecked: { look: "unknown", tone: "neutral" },
  partly: ATTENTION,
  holds: { look: "valid", tone: "ok" },
};

type Translate = ReturnType<typeof useTranslations<"elsewhere">>;

/** Undefined for anything else. */
export function elsewhereWords(outcome: Settled, given: Given, t: Translate): VerdictWords | undefined {
  const check =
    outcome.kind === "absent" && given.certificateId === undefined ? given.file?.inspection?.elsewhere : undefined;
  if (check === undefined) return undefined;
  const verdict = elsewhereVerdict(check.steps);
  return { ...LOOKS[verdict], headline: elsewhereHeadline(check, t), body: [t(`body.${verdict}`)] };
}

export function elsewhereHeadline({ system, steps }: ElsewhereCheck, t: Translate): string {
  return t(`headline.${elsewhereVerdict(steps)}`, { system: t(`system.${system}`) });
}
