"use client";

import { useTranslations } from "next-intl";
import { AcceptForm } from "#components/forms/accept-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { acceptInvitationAction } from "#lib/features/accounts/members/actions.ts";

type AcceptInvitationFormProps = { token: string; email: string; hasAccount: boolean; passwordCharsMin: number };

/** A member's first step. */
export function AcceptInvitationForm({ token, email, hasAccount, passwordCharsMin }: AcceptInvitationFormProps) {
  const t = useTranslations("invitation");
  const wiring = useActionForm(acceptInvitationAction, { values: {}, problems: {} });
  const forgot = (
    <TextLink href="/forgot-password" className="text-sm">
      {t("forgot")}
    </TextLink>
  );
  return (
    <AcceptForm
      wiring={wiring}
      token={token}
      email={email}
      hasAccount={hasAccount}
      nameField="name"
      words={{
        lead: hasAccount ? t("acceptKnown", { email }) : t("acceptNew"),
        name: t("name"),
        email: t("email"),
        password: t("password"),
        passwordHint: t("passwordHint", { count: passwordCharsMin }),
        submit: t("submit"),
      }}
      more={hasAccount ? forgot : null}
    />
  );
}
