"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { signInAction } from "#lib/features/accounts/sessions/actions.ts";
import type { FormProblem } from "#lib/words/form-state.ts";

type SignInFormProps = {
  /** Where to go afterwards. */
  next: string;
  /** Why an attempt elsewhere failed. */
  problem?: FormProblem;
};

export function SignInForm({ next, problem: initial }: SignInFormProps) {
  const t = useTranslations("signIn");
  const wiring = useActionForm(signInAction, { values: {}, problems: {}, problem: initial });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="next" value={next} />
      <TextField
        label={t("email")}
        name="email"
        type="email"
        autoComplete="username"
        autoFocus
        required
        defaultValue={state.values.email}
        error={state.problems.email?.text}
      />
      <SecretField
        label={t("password")}
        name="password"
        autoComplete="current-password"
        required
        error={state.problems.password?.text}
      />
      <SubmitButton size="lg">{t("submit")}</SubmitButton>
    </ActionForm>
  );
}
