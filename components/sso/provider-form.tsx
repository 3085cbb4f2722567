"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { changeProviderAction } from "#lib/features/accounts/sso/actions.ts";
import type { ShownProvider } from "#lib/features/accounts/sso/types.ts";

/** An organisation's provider; empty for one that has none. */
export function ProviderForm({ provider }: { provider: ShownProvider | undefined }) {
  const t = useTranslations("sso");
  const wiring = useActionForm(changeProviderAction, {
    values: {
      issuer: provider?.issuer ?? "",
      clientId: provider?.clientId ?? "",
      domains: provider?.domains.join(" ") ?? "",
      letsIn: provider?.letsIn ? "on" : "",
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
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
