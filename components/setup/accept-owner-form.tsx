"use client";

import { useTranslations } from "next-intl";
import { AcceptForm } from "#components/forms/accept-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { acceptOwnerLinkAction } from "#lib/features/setup/actions.ts";

type AcceptOwnerFormProps = { token: string; email: string; passwordCharsMin: number };

/** An owner's first sign-in. */
export function AcceptOwnerForm({ token, email, passwordCharsMin }: AcceptOwnerFormProps) {
  const t = useTranslations("setup");
  const wiring = useActionForm(acceptOwnerLinkAction, { values: {}, problems: {} });
  return (
    <AcceptForm
      wiring={wiring}
      token={token}
      email={email}
      nameField="ownerName"
      words={{
        lead: t("acceptHow", { email }),
        name: t("ownerName"),
        nameHint: t("nameHint"),
        email: t("email"),
        password: t("password"),
        passwordHint: t("passwordHint", { count: passwordCharsMin }),
        submit: t("acceptSubmit"),
      }}
    />
  );
}
