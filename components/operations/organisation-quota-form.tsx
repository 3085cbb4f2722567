"use client";

import { useLocale, useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { formatBytes } from "#components/ui/bytes.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { GIGABYTE } from "#lib/features/accounts/organisations/types.ts";
import { changeStorageQuotaAction } from "#lib/features/operations/installation/actions.ts";

type OrganisationQuotaFormProps = { id: string; ownQuota: number | undefined; defaultQuota: number | undefined };

/** How much content an organisation may keep. */
export function OrganisationQuotaForm({ id, ownQuota, defaultQuota }: OrganisationQuotaFormProps) {
  const t = useTranslations("operations.organisation.quota");
  const saved = useTranslations("operations")("saved");
  const locale = useLocale();
  const quota = ownQuota === undefined ? "" : String(Math.floor(ownQuota / GIGABYTE));
  const wiring = useActionForm(changeStorageQuotaAction, { values: { quota }, problems: {} });
  const { state } = wiring;
  const usual =
    defaultQuota === undefined ? t("unlimited") : (formatBytes(defaultQuota, locale) ?? `${defaultQuota} B`);
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{saved}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <TextField
        name="quota"
        label={t("field")}
        hint={t("hint", { usual })}
        inputMode="numeric"
        defaultValue={state.values.quota}
        error={state.problems.quota?.text}
      />
      <div>
        <SubmitButton variant="secondary">{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
