"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { updateProfileAction } from "#lib/features/accounts/people/actions.ts";
import type { Person } from "#lib/features/accounts/people/types.ts";
import { LOCALES } from "#lib/i18n/locale.ts";

type ProfileFormProps = {
  person: Person;
  /** Zones with their names in the reader's language. */
  zones: readonly { value: string; label: string }[];
};

export function ProfileForm({ person, zones }: ProfileFormProps) {
  const t = useTranslations("you");
  const wiring = useActionForm(updateProfileAction, {
    values: { name: person.name, locale: person.locale ?? "", timeZone: person.timeZone ?? "" },
    problems: {},
  });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{t("saved")}</SavedCallout>
      <TextField
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        required
        autoComplete="name"
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <TextField label={t("email")} hint={t("emailHint")} type="email" value={person.email} readOnly />
      <SelectField
        name="locale"
        label={t("locale")}
        hint={t("localeHint")}
        options={[
          { value: "", label: t("localeUnset") },
          ...LOCALES.map((value) => ({ value, label: t(`locales.${value}`) })),
        ]}
        defaultValue={values.locale}
        error={problems.locale?.text}
      />
      <SelectField
        name="timeZone"
        label={t("timeZone")}
        hint={t("timeZoneHint")}
        options={[{ value: "", label: t("timeZoneUnset") }, ...zones]}
        defaultValue={values.timeZone}
        error={problems.timeZone?.text}
      />
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
