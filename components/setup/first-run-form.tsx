"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { createFirstOrganisationAction } from "#lib/features/setup/actions.ts";
import type { FormState } from "#lib/words/form-state.ts";

// All are offered ticked: what most people expect of a place that keeps evidence.
const UNSENT: FormState = { values: { keepContent: "on", publishRecords: "on", publicLookup: "on" }, problems: {} };

/** The first organisation and its owner. */
export function FirstRunForm({ token, passwordCharsMin }: { token: string; passwordCharsMin: number }) {
  const t = useTranslations("setup");
  const wiring = useActionForm(createFirstOrganisationAction, UNSENT);
  const { state } = wiring;
  const field = (name: string) => ({
    name,
    required: true,
    defaultValue: state.values[name],
    error: state.problems[name]?.text,
  });
  const box = (name: string) => ({ name, defaultChecked: state.values[name] === "on" });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="token" value={token} />
      <Card title={t("organisation")}>
        <div className="grid gap-5">
          <TextField
            {...field("name")}
            label={t("organisationName")}
            hint={t("organisationNameHint")}
            autoComplete="organization"
            autoFocus
          />
          <Checkbox {...box("keepContent")} label={t("keepContent")} hint={t("keepContentHint")} />
          <Checkbox {...box("publishRecords")} label={t("publishRecords")} hint={t("publishRecordsHint")} />
          <Checkbox {...box("publicLookup")} label={t("publicLookup")} hint={t("publicLookupHint")} />
        </div>
      </Card>
      <Card title={t("owner")} description={t("ownerLead")}>
        <div className="grid gap-5">
          <TextField {...field("ownerName")} label={t("ownerName")} autoComplete="name" />
          <TextField
            {...field("email")}
            label={t("email")}
            hint={t("emailHint")}
            type="email"
            autoComplete="username"
          />
          <SecretField
            name="password"
            label={t("password")}
            hint={t("passwordHint", { count: passwordCharsMin })}
            autoComplete="new-password"
            required
            error={state.problems.password?.text}
          />
        </div>
      </Card>
      <div>
        <SubmitButton size="lg">{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
