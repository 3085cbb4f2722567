"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { createOrganisationAction } from "#lib/features/operations/installation/actions.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { OwnerLinkShown } from "./owner-link-shown.tsx";

/** Makes an organisation and shows its owner's link, this once. */
export function NewOrganisationForm({ ledgers }: { ledgers: readonly string[] }) {
  const t = useTranslations("operations.newOrganisation");
  const first = ledgers.includes("main") ? "main" : (ledgers[0] ?? "");
  const unsent: FormState<string, string> = { values: { ledger: first }, problems: {} };
  const wiring = useActionForm(createOrganisationAction, unsent);
  const { done, values, problems } = wiring.state;
  if (done) return <OwnerLinkShown url={done} name={values.name ?? ""} email={values.ownerEmail ?? ""} />;
  return (
    <ActionForm wiring={wiring}>
      <TextField
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        required
        autoComplete="off"
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <TextField
        name="ownerEmail"
        type="email"
        label={t("email")}
        required
        autoComplete="off"
        defaultValue={values.ownerEmail}
        error={problems.ownerEmail?.text}
      />
      <SelectField
        name="ledger"
        label={t("ledger")}
        hint={t("ledgerHint")}
        options={ledgers.map((value) => ({ value, label: value }))}
        defaultValue={values.ledger}
        error={problems.ledger?.text}
      />
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
