"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Card } from "#components/ui/card.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { resetPasswordAction } from "#lib/features/accounts/passwords/actions.ts";

type ResetPasswordFormProps = { token: string; email: string; passwordCharsMin: number };

export function ResetPasswordForm({ token, email, passwordCharsMin }: ResetPasswordFormProps) {
  const t = useTranslations("passwords");
  const wiring = useActionForm(resetPasswordAction, { values: {}, problems: {} });
  const { state } = wiring;
  return (
    <Card>
      <ActionForm wiring={wiring}>
        <input type="hidden" name="token" value={token} />
        {/* Not sent: password managers read from it whose password this is. */}
        <TextField label={t("email")} type="email" autoComplete="username" value={email} readOnly />
        <SecretField
          name="password"
          label={t("password")}
          hint={t("passwordHint", { count: passwordCharsMin })}
          autoComplete="new-password"
          required
          error={state.problems.password?.text}
        />
        <SubmitButton size="lg">{t("resetSubmit")}</SubmitButton>
      </ActionForm>
    </Card>
  );
}
