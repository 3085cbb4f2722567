"use client";

import { useTranslations } from "next-intl";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import type { FormState } from "#lib/words/form-state.ts";

/** What an issuer says of itself: the same fields when it becomes one and later. */
export function ProfileFields({ state }: { state: FormState<string, unknown> }) {
  const t = useTranslations("issuer.profile");
  const { values, problems } = state;
  return (
    <>
      <TextField
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        required
        autoComplete="organization"
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <TextareaField
        name="description"
        label={t("description")}
        hint={t("descriptionHint")}
        optional
        rows={3}
        defaultValue={values.description}
        error={problems.description?.text}
      />
      <TextField
        name="url"
        type="url"
        inputMode="url"
        label={t("url")}
        hint={t("urlHint")}
        optional
        defaultValue={values.url}
        error={problems.url?.text}
      />
      <TextField
        name="linkedinId"
        inputMode="numeric"
        label={t("linkedin")}
        hint={t("linkedinHint")}
        optional
        defaultValue={values.linkedinId}
        error={problems.linkedinId?.text}
      />
    </>
  );
}
