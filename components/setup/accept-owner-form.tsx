"use client";

import { useTranslations } from "next-intl";
import { AcceptForm } from "#components/forms/accept-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { acceptOwnerLinkAction } from "#lib/features/setup/actions.ts";

type AcceptOwnerFormProps = { token: string; email: string; hasAccount: boolean; passwordCharsMin: number };

/** An owner's first sign-in. */
export function AcceptOwnerForm({ token, email, hasAccount, passwordCharsMin }: AcceptOwnerFormProps) {
  const t = useTranslations("setup");
  const wiring = useActionForm(acceptOwnerLinkAction, { values: {}, problems: {} });
  return (
    <AcceptForm
      wiring={wiring}
      token={token}
      email={email}
      hasAccount={hasAccount}
      nameField="ownerName"
      words={{
        lead: hasAccount ? t("acceptKnown", { email }) : t("acceptNew"),
        name: t("ownerName"),
        email: t("email"),
        password: t("password"),
        passwordHint: t("passwordHint", { count: passwordCharsMin }),
        submit: t("acceptSubmit"),
      }}
    />
  );
}
