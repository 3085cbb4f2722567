"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { changePasswordAction } from "#lib/features/accounts/passwords/actions.ts";

type ChangePasswordFormProps = { email: string; passwordCharsMin: number };

export function ChangePasswordForm({ email, passwordCharsMin }: ChangePasswordFormProps) {
  const t = useTranslations("ownPassword");
  const wiring = useActionForm(changePasswordAction, { values: {}, problems: {} });
  const { state } = wiring;
  const { problems, done } = state;
  const [round, setRound] = useState(0);
  // Both fields are empty again once it is changed.
  useEffect(() => {
    if (state.done !== undefined) setRound((before) => before + 1);
  }, [state]);
  return (
    <ActionForm wiring={wiring}>
      {done === undefined ? null : (
        <Callout tone="ok" role="status">
          {t("changed", { count: done })}
        </Callout>
      )}
      <p className="text-sm text-ink-soft">{t("lead")}</p>
      {/* Not sent: password managers read from it whose password this is. */}
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <SecretField
        key={`current-${round}`}
        name="current"
        label={t("current")}
        autoComplete="current-password"
        required
        error={problems.current?.text}
      />
      <SecretField
        key={`password-${round}`}
        name="password"
        label={t("password")}
        hint={t("hint", { count: passwordCharsMin })}
        autoComplete="new-password"
        required
        error={problems.password?.text}
      />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <SubmitButton>{t("submit")}</SubmitButton>
        <TextLink href="/forgot-password" className="text-sm">
          {t("forgot")}
        </TextLink>
      </div>
    </ActionForm>
  );
}
