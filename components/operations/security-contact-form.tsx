"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { changeSecurityContactAction } from "#lib/features/operations/site/actions.ts";

/** Whom security.txt names. @param props.expires the last day on which it holds, YYYY-MM-DD; empty without a contact */
export function SecurityContactForm({ contact, expires }: { contact: string; expires: string }) {
  const t = useTranslations("operations.site");
  const saved = useTranslations("operations")("saved");
  const wiring = useActionForm(changeSecurityContactAction, { values: { contact, expires }, problems: {} });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{saved}</SavedCallout>
      <TextField
        name="contact"
        label={t("security.contact")}
        hint={t("security.contactHint")}
        defaultValue={values.contact}
        error={problems.contact?.text}
        autoCapitalize="off"
        spellCheck={false}
        optional
      />
      <TextField
        name="expires"
        type="date"
        label={t("security.expires")}
        hint={t("security.expiresHint")}
        defaultValue={values.expires}
        error={problems.expires?.text}
      />
      <div>
        <SubmitButton variant="secondary">{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
