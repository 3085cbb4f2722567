"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { changeApiKeyAction } from "#lib/features/accounts/api-keys/actions.ts";
import type { ApiKeyRow } from "#lib/features/accounts/api-keys/types.ts";
import { AddressesField, ExpiryField } from "./reach-fields.tsx";

const DAY_CHARS = "2000-01-01".length;

export function KeyForm({ apiKey: { id, name, addressRanges, expiresAt } }: { apiKey: ApiKeyRow }) {
  const t = useTranslations("settings.keys");
  const expires = expiresAt?.toISOString().slice(0, DAY_CHARS) ?? "";
  const wiring = useActionForm(changeApiKeyAction, {
    values: { id, name, addresses: addressRanges.join("\n"), expires },
    problems: {},
  });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{t("saved")}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <TextField
        name="name"
        label={t("name")}
        required
        autoComplete="off"
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <AddressesField value={values.addresses} error={problems.addresses?.text} />
      <ExpiryField value={values.expires} error={problems.expires?.text} />
      <div>
        <SubmitButton>{t("save")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
