"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { claimCertificateAction } from "#lib/features/certificates/holders/actions.ts";

/** Takes a certificate over. Nothing but this button does: programs open links before people do. */
export function ClaimButton({ token, id }: { token: string; id: string }) {
  const t = useTranslations("holderPage");
  const wiring = useActionForm(claimCertificateAction, { values: {}, problems: {} });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="certificate" value={id} />
      <SubmitButton size="lg" className="w-full sm:w-auto sm:justify-self-start">
        {t("claim")}
      </SubmitButton>
    </ActionForm>
  );
}
