"use client";

import { useTranslations } from "next-intl";
import { FormProblemCallout } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { checkDomainAction } from "#lib/features/certificates/issuers/actions.ts";

/** Asks the domain now; what was found stands beside it then. */
export function CheckDomain({ domain }: { domain: string }) {
  const t = useTranslations("issuer.domains");
  const { state, action, onSubmit } = useActionForm(checkDomainAction, { values: { domain }, problems: {} });
  return (
    <form action={action} onSubmit={onSubmit} className="grid gap-2">
      <input type="hidden" name="domain" value={domain} />
      <SubmitButton size="sm" variant="secondary" aria-label={t("checkLong", { domain })}>
        {t("check")}
      </SubmitButton>
      <FormProblemCallout problem={state.problem} />
    </form>
  );
}
