"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Field } from "#components/ui/field.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { nameAuthoritiesAction } from "#lib/features/evidence/signatures/actions.ts";
import { NAMED_ROLES } from "#lib/verify/pdf/named.ts";

/** A file of certificates or lists, and for what they count. */
export function NameForm() {
  const t = useTranslations("documentSignatures.authorities");
  const wiring = useActionForm(nameAuthoritiesAction, { values: { role: "signer" }, problems: {} });
  const { state } = wiring;
  const { values, problems, done } = state;
  const input = useRef<HTMLInputElement>(null);
  // What was named is no wish any more: its file's name would look like one.
  useEffect(() => {
    if (state.done !== undefined && input.current) input.current.value = "";
  }, [state]);
  return (
    <ActionForm wiring={wiring}>
      <p className="max-w-prose text-sm text-ink-soft">{t("addLead")}</p>
      <SavedCallout done={done === undefined ? undefined : true}>{t("added", { count: done ?? 0 })}</SavedCallout>
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <SelectField
          name="role"
          label={t("role")}
          defaultValue={values.role || "signer"}
          options={NAMED_ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
          error={problems.role?.text}
        />
        <Field label={t("file")} hint={t("fileHint")} error={problems.file?.text}>
          {(field) => <input {...field} ref={input} type="file" name="file" required className="control" />}
        </Field>
      </div>
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
