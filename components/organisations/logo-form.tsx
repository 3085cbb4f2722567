"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Field } from "#components/ui/field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { setLogoAction } from "#lib/features/accounts/logos/actions.ts";

/** @param props.present there is one, which may have been removed since it was uploaded here */
export function LogoForm({ present }: { present: boolean }) {
  const t = useTranslations("logo");
  const wiring = useActionForm(setLogoAction, { values: {}, problems: {} });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={present ? state.done : undefined}>{t("saved")}</SavedCallout>
      <Field label={t("choose")} hint={t("chooseHint")} error={state.problems.logo?.text}>
        {(field) => (
          <input {...field} type="file" name="logo" accept="image/png,image/jpeg" required className="control" />
        )}
      </Field>
      <div>
        <SubmitButton variant="secondary">{t("set")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
