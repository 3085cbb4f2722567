"use client";

import { useTranslations } from "next-intl";
import { ActionForm, useProblem } from "#components/forms/action-form.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { acceptOwnerLinkAction } from "#lib/features/setup/actions.ts";

type AcceptOwnerFormProps = { token: string; email: string; hasAccount: boolean; passwordCharsMin: number };

/** An owner's first sign-in: a new password, or the one of the account that exists. */
export function AcceptOwnerForm({ token, email, hasAccount, passwordCharsMin }: AcceptOwnerFormProps) {
  const t = useTranslations("setup");
  const problem = useProblem();
  const wiring = useActionForm(acceptOwnerLinkAction, { values: {}, problems: {} });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="token" value={token} />
      <p className="text-sm">{hasAccount ? t("acceptKnown", { email }) : t("acceptNew")}</p>
      {hasAccount ? null : (
        <TextField
          name="ownerName"
          label={t("ownerName")}
          autoComplete="name"
          required
          defaultValue={state.values.ownerName}
          error={problem(state.problems.ownerName)}
        />
      )}
      {/* Not sent: password managers read from it whose password this is. */}
      <TextField label={t("email")} type="email" autoComplete="username" value={email} readOnly />
      <SecretField
        name="password"
        label={t("password")}
        hint={hasAccount ? undefined : t("passwordHint", { count: passwordCharsMin })}
        autoComplete={hasAccount ? "current-password" : "new-password"}
        required
        error={problem(state.problems.password)}
      />
      <SubmitButton size="lg">{t("acceptSubmit")}</SubmitButton>
    </ActionForm>
  );
}
