"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { addDomainAction } from "#lib/features/certificates/issuers/actions.ts";
import { DOMAIN_METHODS } from "#lib/features/certificates/issuers/types.ts";

export function NewDomainForm() {
  const t = useTranslations("issuer.domains");
  const wiring = useActionForm(addDomainAction, { values: { method: "dns" }, problems: {} });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <TextField
        key={state.values.domain ?? "empty"}
        name="domain"
        inputMode="url"
        label={t("domain")}
        hint={t("domainHint")}
        required
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={state.values.domain}
        error={state.problems.domain?.text}
      />
      <RadioGroup
        name="method"
        legend={t("method")}
        defaultValue={state.values.method}
        options={DOMAIN_METHODS.map((method) => ({
          value: method,
          label: t(`methods.${method}`),
          hint: t(`methodHints.${method}`),
        }))}
      />
      <div>
        <SubmitButton variant="secondary">{t("add")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
