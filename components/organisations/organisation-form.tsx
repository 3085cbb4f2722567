"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { updateOrganisationAction } from "#lib/features/accounts/organisations/actions.ts";
import type { OrganisationSettings } from "#lib/features/accounts/organisations/types.ts";

type OrganisationFormProps = {
  settings: OrganisationSettings;
  /** Why it cannot be changed by who looks at it. */
  readOnly?: string;
};

export function OrganisationForm({ settings, readOnly }: OrganisationFormProps) {
  const t = useTranslations("settings.organisation");
  const wiring = useActionForm(updateOrganisationAction, {
    values: {
      name: settings.name,
      keepContent: settings.keepContent ? "on" : "",
      publicLookup: settings.publicLookup ? "on" : "",
      publishRecords: settings.publishRecords ? "on" : "",
      alsoSm3: settings.alsoSm3 ? "on" : "",
    },
    problems: {},
  });
  const { state } = wiring;
  const { values } = state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{t("saved")}</SavedCallout>
      {readOnly ? <Callout>{readOnly}</Callout> : null}
      <fieldset disabled={readOnly !== undefined} className="grid gap-5">
        <TextField
          name="name"
          label={t("name")}
          hint={t("nameHint")}
          required
          autoComplete="organization"
          defaultValue={values.name}
          error={state.problems.name?.text}
        />
        <Checkbox
          name="keepContent"
          label={t("keepContent")}
          hint={t("keepContentHint")}
          defaultChecked={values.keepContent === "on"}
        />
        <Checkbox
          name="publishRecords"
          label={t("publishRecords")}
          hint={t("publishRecordsHint")}
          defaultChecked={values.publishRecords === "on"}
        />
        <Checkbox
          name="publicLookup"
          label={t("publicLookup")}
          hint={t("publicLookupHint")}
          defaultChecked={values.publicLookup === "on"}
        />
        <Checkbox
          name="alsoSm3"
          label={t("alsoSm3")}
          hint={t("alsoSm3Hint")}
          defaultChecked={values.alsoSm3 === "on"}
        />
        {readOnly ? null : (
          <div>
            <SubmitButton>{t("submit")}</SubmitButton>
          </div>
        )}
      </fieldset>
    </ActionForm>
  );
}
