"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, createContext, type ReactNode, useEffect, useRef } from "react";
import { buttonClass } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { FormProblem } from "#lib/words/form-state.ts";
import type { ActionForm as Wiring } from "./use-action-form.ts";

/** Whether the form around came back with something wrong in it. */
export const RefusedForm = createContext(false);

type ActionFormProps<Done> = Omit<ComponentProps<"form">, "ref" | "action" | "onSubmit" | "form"> & {
  wiring: Wiring<Done>;
  children: ReactNode;
};

/** A form that works before its script has loaded; afterwards it leads to the first field that is wrong. */
export function ActionForm<Done>({ wiring, children, ...rest }: ActionFormProps<Done>) {
  const { state, action, onSubmit } = wiring;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(state.problems).length > 0)
      form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);
  const refused = state.problem !== undefined || Object.keys(state.problems).length > 0;
  return (
    // What is wrong is said by us, in the reader's language and place.
    <form {...rest} ref={form} action={action} onSubmit={onSubmit} noValidate className="grid gap-5">
      <FormProblemCallout problem={state.problem} />
      <RefusedForm value={refused}>{children}</RefusedForm>
    </form>
  );
}

/** What is wrong with the whole of a form; nothing when nothing is. */
export function FormProblemCallout({ problem }: { problem: FormProblem | undefined }) {
  const t = useTranslations("forms");
  if (!problem) return null;
  const signIn = (
    <a href="/sign-in" target="_blank" rel="noreferrer" className={buttonClass({ size: "sm" })}>
      {t("signInAnew")}
    </a>
  );
  return (
    <Callout tone="danger" role="alert" actions={problem.code === "session_ended" ? signIn : undefined}>
      {problem.text}
    </Callout>
  );
}
