"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { changeAccessRulesAction } from "#lib/features/accounts/organisations/actions.ts";
import type { AccessRules } from "#lib/features/accounts/organisations/types.ts";

type AccessRulesFormProps = {
  rules: AccessRules;
  /** Why it cannot be changed by who looks at it. */
  readOnly?: string;
};

export function AccessRulesForm({ rules, readOnly }: AccessRulesFormProps) {
  const t = useTranslations("settings.access");
  const wiring = useActionForm(changeAccessRulesAction, {
    values: {
      requireTwoFactors: rules.requireTwoFactors ? "on" : "",
      requireSso: rules.requireSso ? "on" : "",
    },
    problems: {},
  });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{t("saved")}</SavedCallout>
      {readOnly ? <Callout>{readOnly}</Callout> : null}
      <fieldset disabled={readOnly !== undefined} className="grid gap-5">
        <Checkbox
          name="requireTwoFactors"
          label={t("requireTwoFactors")}
          hint={t("requireTwoFactorsHint")}
          defaultChecked={state.values.requireTwoFactors === "on"}
          error={state.problems.requireTwoFactors?.text}
        />
        <Checkbox
          name="requireSso"
          label={t("requireSso")}
          hint={t("requireSsoHint")}
          defaultChecked={state.values.requireSso === "on"}
          error={state.problems.requireSso?.text}
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
