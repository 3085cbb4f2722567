"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { openLedgerAction } from "#lib/features/operations/installation/actions.ts";

/** Makes a further ledger. */
export function NewLedgerForm({ publicUrl }: { publicUrl: string }) {
  const t = useTranslations("operations.newLedger");
  const wiring = useActionForm(openLedgerAction, { values: {}, problems: {} });
  const { values, problems } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <TextField
        name="name"
        mono
        label={t("name")}
        hint={<span className="wrap-anywhere">{t("nameHint", { address: `${publicUrl}/ledger/…` })}</span>}
        required
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
