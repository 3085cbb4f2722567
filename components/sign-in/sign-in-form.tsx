"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { ActionForm, useProblem } from "#components/forms/action-form.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormProblem } from "#lib/features/forms/types.ts";
import { signInAction } from "#lib/features/sessions/actions.ts";

type SignInFormProps = {
  /** Where to go afterwards. */
  next: string;
  /** Why an attempt elsewhere failed. */
  problem?: FormProblem;
};

export function SignInForm({ next, problem: initial }: SignInFormProps) {
  const t = useTranslations("signIn");
  const problem = useProblem();
  const [state, act] = useActionState(signInAction, { values: {}, problems: {}, problem: initial });
  return (
    <ActionForm action={act} state={state}>
      <input type="hidden" name="next" value={next} />
      <TextField
        label={t("email")}
        name="email"
        type="email"
        autoComplete="username"
        autoFocus
        required
        defaultValue={state.values.email}
        error={problem(state.problems.email)}
      />
      <SecretField
        label={t("password")}
        name="password"
        autoComplete="current-password"
        required
        error={problem(state.problems.password)}
      />
      <SubmitButton size="lg">{t("submit")}</SubmitButton>
    </ActionForm>
  );
}
