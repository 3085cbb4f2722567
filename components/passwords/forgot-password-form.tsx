"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { requestResetAction } from "#lib/features/accounts/passwords/actions.ts";

/** Asks for a link; the answer is the same whoever asks. */
export function ForgotPasswordForm() {
  const t = useTranslations("passwords");
  const wiring = useActionForm(requestResetAction, { values: {}, problems: {} });
  const { state } = wiring;
  if (state.done) {
    return (
      <Callout tone="ok" role="status" title={t("asked")}>
        {t("askedText", { email: state.values.email ?? "" })}
      </Callout>
    );
  }
  return (
    <ActionForm wiring={wiring}>
      <TextField
        label={t("email")}
        name="email"
        type="email"
        autoComplete="username"
        required
        defaultValue={state.values.email}
        error={state.problems.email?.text}
      />
      <SubmitButton size="lg">{t("forgotSubmit")}</SubmitButton>
    </ActionForm>
  );
}
