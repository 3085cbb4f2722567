import { getTranslations } from "next-intl/server";
import { AccessRulesForm } from "#components/organisations/access-rules-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { loadAccessRules } from "#lib/features/accounts/organisations/pages.ts";

export default async function AccessPage() {
  const [t, { rules, role, mayChange }] = await Promise.all([getTranslations("settings"), loadAccessRules()]);
  const readOnly = mayChange ? undefined : t("access.readOnly", { role: t(`roles.${role}`) });
  return (
    <div className="grid max-w-4xl gap-6">
      <Card title={t("access.title")}>
        <AccessRulesForm rules={rules} readOnly={readOnly} />
      </Card>
    </div>
  );
}
