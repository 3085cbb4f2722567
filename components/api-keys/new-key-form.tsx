"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UnitField } from "#components/units/unit-field.tsx";
import { createApiKeyAction } from "#lib/features/accounts/api-keys/actions.ts";
import type { ApiKeyRow } from "#lib/features/accounts/api-keys/types.ts";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { DEFAULT_SCOPES } from "#lib/words/permissions.ts";
import { NewKeySecret } from "./new-key-secret.tsx";
import { AddressesField, ExpiryField } from "./reach-fields.tsx";

type Scope = ApiKeyRow["scopes"][number];

type NewKeyFormProps = {
  scopes: readonly Scope[];
  publicUrl: string;
  units: readonly UnitChoice[];
  isWhole: boolean;
};

/** Makes a key and shows it, this once. */
export function NewKeyForm({ scopes, publicUrl, units, isWhole }: NewKeyFormProps) {
  const t = useTranslations("settings.keys");
  const unitHint = useTranslations("units")("keyHint");
  const unsent: FormState<string, string> = { values: { scopes: DEFAULT_SCOPES.join(" ") }, problems: {} };
  const wiring = useActionForm(createApiKeyAction, unsent);
  const { state } = wiring;
  if (state.done) return <NewKeySecret secret={state.done} publicUrl={publicUrl} test={state.values.test === "on"} />;
  const chosen = (state.values.scopes ?? "").split(" ");
  const scopesProblem = state.problems.scopes?.text;
  return (
    <ActionForm wiring={wiring}>
      <TextField
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        required
        autoComplete="off"
        defaultValue={state.values.name}
        error={state.problems.name?.text}
      />
      <fieldset className="grid gap-3" aria-describedby={scopesProblem ? "scopes-problem" : undefined}>
        <legend className="mb-2 text-sm font-medium">{t("scopes")}</legend>
        {scopes.map((scope) => (
          <Checkbox
            key={scope}
            name="scopes"
            value={scope}
            label={t(`scope.${scope}`)}
            hint={t(`scopeHint.${scope}`)}
            defaultChecked={chosen.includes(scope)}
          />
        ))}
        {scopesProblem ? <FieldError id="scopes-problem">{scopesProblem}</FieldError> : null}
      </fieldset>
      <UnitField
        units={units}
        isWhole={isWhole}
        hint={unitHint}
        chosen={state.values.unit}
        error={state.problems.unit?.text}
      />
      <Checkbox name="test" label={t("test")} hint={t("testHint")} defaultChecked={state.values.test === "on"} />
      <AddressesField value={state.values.addresses} error={state.problems.addresses?.text} />
      <ExpiryField value={state.values.expires} error={state.problems.expires?.text} />
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
