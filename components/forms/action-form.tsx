"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";
import { Callout } from "#components/ui/callout.tsx";
import type { FormProblem, FormState } from "#lib/features/forms/types.ts";

const SECONDS_PER_MINUTE = 60;

/** `problem(code)`: what to say beside a field, or nothing. */
export function useProblem(): (code: FormProblem | undefined, retryAfterSeconds?: number) => string | undefined {
  const t = useTranslations("forms.problems");
  return (code, retryAfterSeconds = 0) => {
    if (code === undefined) return undefined;
    if (code !== "tooManyAttempts") return t(code);
    return t(code, { minutes: Math.max(1, Math.ceil(retryAfterSeconds / SECONDS_PER_MINUTE)) });
  };
}

type ActionFormProps<Done> = Omit<ComponentProps<"form">, "ref"> & {
  state: FormState<string, Done>;
  children: ReactNode;
};

/** A form that works before its script has loaded; afterwards it leads to the first field that is wrong. */
export function ActionForm<Done>({ state, children, ...rest }: ActionFormProps<Done>) {
  const form = useRef<HTMLFormElement>(null);
  const problem = useProblem();
  useEffect(() => {
    if (Object.keys(state.problems).length > 0)
      form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);
  return (
    // What is wrong is said by us, in the reader's language and place.
    <form {...rest} ref={form} noValidate className="grid gap-5">
      {state.problem ? (
        <Callout tone="danger" role="alert">
          {problem(state.problem, state.retryAfterSeconds)}
        </Callout>
      ) : null}
      {children}
    </form>
  );
}
