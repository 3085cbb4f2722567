"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UnitField } from "#components/units/unit-field.tsx";
import { changeProviderAction } from "#lib/features/accounts/sso/actions.ts";
import { LET_IN_ROLES, type ShownProvider } from "#lib/features/accounts/sso/types.ts";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";

type ProviderFormProps = {
  provider: ShownProvider | undefined;
  /** None where the organisation has no units. */
  units: readonly UnitChoice[];
};

/** An organisation's provider; empty for one that has none. */
export function ProviderForm({ provider, units }: ProviderFormProps) {
  const t = useTranslations("sso");
  const roleName = useTranslations("settings.roles");
  const wiring = useActionForm(changeProviderAction, {
    values: {
      issuer: provider?.issuer ?? "",
      clientId: provider?.clientId ?? "",
      domains: provider?.domains.join(" ") ?? "",
      letsIn: provider?.letsIn ? "on" : "",
      letsInRole: provider?.letsInRole ?? "auditor",
      unit: provider?.letsInUnit ?? "",
    },
    problems: {},
  });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{t("saved")}</SavedCallout>
      <TextField
        name="issuer"
        type="url"
        label={t("issuer")}
        hint={t("issuerHint")}
        required
        autoComplete="off"
        defaultValue={values.issuer}
        error={problems.issuer?.text}
      />
      <TextField
        name="clientId"
        label={t("clientId")}
        required
        autoComplete="off"
        defaultValue={values.clientId}
        error={problems.clientId?.text}
      />
      <SecretField
        name="secret"
        kind="secret"
        label={t("secret")}
        hint={provider ? t("secretKept") : undefined}
        autoComplete="off"
        error={problems.secret?.text}
      />
      <TextField
        name="domains"
        label={t("domains")}
        hint={t("domainsHint")}
        required
        autoComplete="off"
        defaultValue={values.domains}
        error={problems.domains?.text}
      />
      <Checkbox name="letsIn" label={t("letsIn")} hint={t("letsInHint")} defaultChecked={values.letsIn === "on"} />
      <SelectField
        name="letsInRole"
        label={t("letsInRole")}
        hint={t("letsInRoleHint")}
        defaultValue={values.letsInRole}
        options={LET_IN_ROLES.map((role) => ({ value: role, label: roleName(role) }))}
        error={problems.letsInRole?.text}
      />
      <UnitField units={units} isWhole hint={t("unitHint")} chosen={values.unit} error={problems.unit?.text} />
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
