"use client";

import { useLocale, useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { formatBytes } from "#components/ui/bytes.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { GIGABYTE, type Quotas } from "#lib/features/accounts/organisations/types.ts";
import { changeQuotasAction } from "#lib/features/operations/installation/actions.ts";

type OrganisationQuotasFormProps = { id: string; quotas: Quotas; defaultQuota: number | undefined };

const FIELDS = [
  ["storageQuota", "storage", "storageHint"],
  ["recordQuota", "records", "monthHint"],
  ["certificateQuota", "certificates", "monthHint"],
] as const;

/** How much an organisation may keep, and make in a month. */
export function OrganisationQuotasForm({ id, quotas, defaultQuota }: OrganisationQuotasFormProps) {
  const t = useTranslations("operations.organisation.quota");
  const saved = useTranslations("operations")("saved");
  const locale = useLocale();
  const { storageQuota, recordQuota, certificateQuota } = quotas;
  const values = {
    storageQuota: storageQuota === null ? "" : String(Math.floor(storageQuota / GIGABYTE)),
    recordQuota: String(recordQuota ?? ""),
    certificateQuota: String(certificateQuota ?? ""),
  };
  const wiring = useActionForm(changeQuotasAction, { values, problems: {} });
  const { state } = wiring;
  const usual =
    defaultQuota === undefined ? t("unlimited") : (formatBytes(defaultQuota, locale) ?? `${defaultQuota} B`);
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{saved}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      {FIELDS.map(([name, label, hint]) => (
        <TextField
          key={name}
          name={name}
          label={t(label)}
          hint={t(hint, { usual })}
          inputMode="numeric"
          defaultValue={state.values[name]}
          error={state.problems[name]?.text}
        />
      ))}
      <div>
        <SubmitButton variant="secondary">{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
