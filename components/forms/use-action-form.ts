"use client";

import { unstable_isUnrecognizedActionError as isOutdated, unstable_rethrow as rethrow } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useActionState, useState, useTransition } from "react";
import { isErrorCode } from "#lib/words/errors.ts";
import type { FormProblem, FormState } from "#lib/words/form-state.ts";

type Action<Done> = (before: FormState<string, Done>, form: FormData) => Promise<FormState<string, Done>>;

export interface ActionForm<Done> {
  state: FormState<string, Done>;
  /** For the form element. */
  action: (form: FormData) => void;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/**
 * A form that its browser sends by itself until the script is there, and that the script sends from then on: without the
 * emptying of its fields that React does after an action, so that what is typed stays, also while it is under way and
 * when it does not arrive.
 */
export function useActionForm<Done>(action: Action<Done>, unsent: FormState<string, Done>): ActionForm<Done> {
  const [posted, post] = useActionState(action, unsent);
  const [sent, setSent] = useState<FormState<string, Done>>();
  const [, startTransition] = useTransition();
  const t = useTranslations("forms");
  const words = { unanswered: t("notAnswered"), outdated: t("outdated") };
  const state = sent ?? posted;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    // Begun within the event: React then tells the form's button that it is under way.
    startTransition(async () => setSent(await answerOf(action, { state, form, words })));
  };
  return { state, action: post, onSubmit };
}

async function answerOf<Done>(
  action: Action<Done>,
  {
    state,
    form,
    words,
  }: { state: FormState<string, Done>; form: FormData; words: { unanswered: string; outdated: string } },
): Promise<FormState<string, Done>> {
  try {
    return await action(state, form);
  } catch (error) {
    rethrow(error); // a way to another page
    // The page is older than the program that answers.
    const text = isOutdated(error) ? words.outdated : words.unanswered;
    const problem = refusalIn(error) ?? { code: "unavailable", text };
    return { values: state.values, problems: {}, problem };
  }
}

/** What the server said of a form that it handed to no handler (bin/web/refusal.ts); undefined when nothing came. */
function refusalIn(error: unknown): FormProblem | undefined {
  try {
    const { code, text } = JSON.parse(error instanceof Error ? error.message : "") as Partial<FormProblem>;
    return isErrorCode(code) && typeof text === "string" ? { code, text } : undefined;
  } catch {
    return undefined;
  }
}
