"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { changeOrganisationLedgerAction } from "#lib/features/operations/installation/actions.ts";

type OrganisationLedgerFormProps = { id: string; ledger: string; ledgers: readonly string[] };

/** Into which ledger an organisation records from now on. */
export function OrganisationLedgerForm({ id, ledger, ledgers }: OrganisationLedgerFormProps) {
  const t = useTranslations("operations.organisation.ledger");
  const saved = useTranslations("operations")("saved");
  const wiring = useActionForm(changeOrganisationLedgerAction, { values: { ledger }, problems: {} });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{saved}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <SelectField
        name="ledger"
        label={t("field")}
        options={ledgers.map((value) => ({ value, label: value }))}
        defaultValue={state.values.ledger}
        error={state.problems.ledger?.text}
      />
      <div>
        <SubmitButton variant="secondary">{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
