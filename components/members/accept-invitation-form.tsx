"use client";

import { useTranslations } from "next-intl";
import { AcceptForm } from "#components/forms/accept-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { acceptInvitationAction } from "#lib/features/accounts/members/actions.ts";

type AcceptInvitationFormProps = { token: string; email: string; passwordCharsMin: number };

/** A member's first step. */
export function AcceptInvitationForm({ token, email, passwordCharsMin }: AcceptInvitationFormProps) {
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
      nameField="name"
      words={{
        lead: t("acceptHow", { email }),
        name: t("name"),
        nameHint: t("nameHint"),
        email: t("email"),
        password: t("password"),
        passwordHint: t("passwordHint", { count: passwordCharsMin }),
        submit: t("submit"),
      }}
      more={forgot}
    />
  );
}
