"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { createIssuerAction } from "#lib/features/certificates/issuers/actions.ts";
import { ProfileFields } from "./profile-fields.tsx";

/** @param name of the organisation, to begin with */
export function NewIssuerForm({ name, publicUrl }: { name: string; publicUrl: string }) {
  const t = useTranslations("issuer.become");
  const wiring = useActionForm(createIssuerAction, { values: { name }, problems: {} });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <TextField
        name="slug"
        label={t("slug")}
        hint={t("slugHint", { address: `${publicUrl}/issuers/` })}
        required
        mono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={state.values.slug}
        error={state.problems.slug?.text}
      />
      <ProfileFields state={state} />
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
