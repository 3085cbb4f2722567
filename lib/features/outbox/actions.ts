"use server";

import { z } from "zod";
import { currentMember } from "#lib/gate/page-member.ts";
import type { FormState } from "#lib/words/form-state.ts";
import type { ShownLetter } from "./types.ts";
import { showLetter } from "./verbs/show-letter.ts";

/** `done`: the letter with its link, handed to the browser this once. */
export async function showLetterAction(
  _: FormState<string, ShownLetter>,
  form: FormData,
): Promise<FormState<string, ShownLetter>> {
  const actor = await currentMember();
  if (!actor) return { values: {}, problems: {}, problem: "sessionEnded" };
  const mailId = z.uuid().parse(form.get("id"));
  const result = await showLetter({ actor, mailId });
  if ("failed" in result) return { values: {}, problems: {}, problem: result.failed };
  return { values: {}, problems: {}, done: result };
}
