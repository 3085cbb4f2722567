import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { AddPasskey } from "#components/factors/add-passkey.tsx";
import { AuthenticatorApp } from "#components/factors/authenticator-app.tsx";
import { PasskeyList } from "#components/factors/passkey-list.tsx";
import { ProveForm } from "#components/factors/prove-form.tsx";
import { RecoveryCard } from "#components/factors/recovery-card.tsx";
import { OrganisationChoices } from "#components/organisations/organisation-choices.tsx";
import { browserName } from "#components/sessions/browser-name.ts";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { loadFactors } from "#lib/features/accounts/factors/pages.ts";
import { loadOwnOrganisations } from "#lib/features/accounts/organisations/pages.ts";

export default async function FactorsPage() {
  const [t, { factors, fresh, restricted }, own, head] = await Promise.all([
    getTranslations("factors"),
    loadFactors("/settings/factors"),
    loadOwnOrganisations(),
    headers(),
  ]);
  const { totpSince, passkeys, codesLeft } = factors;
  const shown = passkeys.map(({ createdAt, usedAt, ...passkey }) => ({
    ...passkey,
    createdAt: createdAt.toISOString(),
    usedAt: usedAt?.toISOString(),
  }));
  const any = totpSince !== undefined || passkeys.length > 0;
  return (
    <ClientMessages namespaces={["factors", "settings", "forms"]}>
      <div className="grid max-w-4xl gap-6">
        {restricted ? (
          <Callout tone="attention" title={t("neededTitle")}>
            {t("neededText")}
          </Callout>
        ) : (
          <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
        )}
        {fresh ? null : (
          <Card title={t("proveTitle")}>
            <ProveForm hasPasskey={passkeys.length > 0} />
          </Card>
        )}
        <Card title={t("totp")} description={t("totpText")}>
          <AuthenticatorApp since={totpSince?.toISOString()} open={fresh} />
        </Card>
        <Card title={t("passkeys")} description={t("passkeysText")}>
          <div className="grid gap-5">
            <PasskeyList passkeys={shown} open={fresh} />
            {fresh ? <AddPasskey proposed={browserName(head.get("user-agent") ?? "") ?? ""} /> : null}
          </div>
        </Card>
        {any ? (
          <Card title={t("recovery")} description={t("recoveryText")}>
            <RecoveryCard left={codesLeft} open={fresh} />
          </Card>
        ) : null}
        {restricted ? <OrganisationChoices choices={own.choices} current={own.current} /> : null}
      </div>
    </ClientMessages>
  );
}
