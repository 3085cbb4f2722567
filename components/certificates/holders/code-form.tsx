"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { openByCodeAction } from "#lib/features/certificates/holders/actions.ts";

/** For whoever was given a code instead of a link. */
export function CodeForm() {
  const t = useTranslations("holderPage");
  const wiring = useActionForm(openByCodeAction, { values: {}, problems: {} });
  const { values, problems } = wiring.state;
  return (
    <ActionForm wiring={wiring} aria-label={t("codeTitle")}>
      <TextField
        mono
        name="code"
        label={t("code")}
        hint={t("codeHint")}
        required
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        defaultValue={values.code}
        error={problems.code?.text}
      />
      <SubmitButton className="justify-self-start">{t("codeSubmit")}</SubmitButton>
    </ActionForm>
  );
}
