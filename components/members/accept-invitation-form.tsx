"use client";

import { useTranslations } from "next-intl";
import { ActionForm, useProblem } from "#components/forms/action-form.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { acceptInvitationAction } from "#lib/features/members/actions.ts";

type AcceptInvitationFormProps = { token: string; email: string; hasAccount: boolean; passwordCharsMin: number };

/** A member's first step: a new password, or the one of the account that exists. */
export function AcceptInvitationForm({ token, email, hasAccount, passwordCharsMin }: AcceptInvitationFormProps) {
  const t = useTranslations("invitation");
  const problem = useProblem();
  const wiring = useActionForm(acceptInvitationAction, { values: {}, problems: {} });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="token" value={token} />
      <p className="text-sm">{hasAccount ? t("acceptKnown", { email }) : t("acceptNew")}</p>
      {hasAccount ? null : (
        <TextField
          name="name"
          label={t("name")}
          autoComplete="name"
          required
          defaultValue={state.values.name}
          error={problem(state.problems.name)}
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
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <SubmitButton size="lg">{t("submit")}</SubmitButton>
        {hasAccount ? (
          <TextLink href="/forgot-password" className="text-sm">
            {t("forgot")}
          </TextLink>
        ) : null}
      </div>
    </ActionForm>
  );
}
