import { getTranslations } from "next-intl/server";
import { ProveForm } from "#components/factors/prove-form.tsx";
import { AccessRulesForm } from "#components/organisations/access-rules-form.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { ProviderFacts } from "#components/sso/provider-facts.tsx";
import { ProviderForm } from "#components/sso/provider-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { loadFactors } from "#lib/features/accounts/factors/pages.ts";
import { loadAccessRules } from "#lib/features/accounts/organisations/pages.ts";
import { loadProvider } from "#lib/features/accounts/sso/pages.ts";

export default async function AccessPage() {
  const [t, sso, factorsT, { rules, role, mayChange }, { provider, mayName, units }, { factors, fresh }] =
    await Promise.all([
      getTranslations("settings"),
      getTranslations("sso"),
      getTranslations("factors"),
      loadAccessRules(),
      loadProvider(),
      loadFactors("/settings/access"),
    ]);
  const roleName = t(`roles.${role}`);
  const readOnly = mayChange ? undefined : t("access.readOnly", { role: roleName });
  return (
    <ClientMessages namespaces={["settings", "sso", "factors", "units", "forms"]}>
      <div className="grid max-w-4xl gap-6">
        <Card title={t("access.title")}>
          <AccessRulesForm key={String(rules.requireSso)} rules={rules} readOnly={readOnly} />
        </Card>
        <Card title={sso("title")} description={sso("lead")}>
          {provider && mayName ? <ProviderFacts {...provider} /> : null}
          {mayName ? null : <p className="text-sm">{sso("none", { role: roleName })}</p>}
          {mayName && !fresh ? (
            <section aria-label={factorsT("proveTitle")}>
              <ProveForm hasPasskey={factors.passkeys.length > 0} />
            </section>
          ) : null}
          {mayName && fresh ? <ProviderForm provider={provider} units={units} /> : null}
        </Card>
      </div>
    </ClientMessages>
  );
}
