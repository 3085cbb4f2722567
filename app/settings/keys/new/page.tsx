import { getTranslations } from "next-intl/server";
import { NewKeyForm } from "#components/api-keys/new-key-form.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { publicUrl } from "#lib/env.ts";
import { loadMayManageKeys } from "#lib/features/accounts/api-keys/pages.ts";
import { SCOPES } from "#lib/words/permissions.ts";

export default async function NewKeyPage() {
  const [t, { mayManage, role, suspended, units, isWhole }] = await Promise.all([
    getTranslations("settings"),
    loadMayManageKeys(),
  ]);
  if (!mayManage) return <Callout tone="attention">{t("keys.forbidden", { role: t(`roles.${role}`) })}</Callout>;
  if (suspended) return <Callout tone="attention">{t("keys.suspended")}</Callout>;
  return (
    <div className="max-w-2xl">
      <Card title={t("keys.newTitle")} description={t("keys.newLead")}>
        <NewKeyForm scopes={SCOPES} publicUrl={publicUrl} units={units} isWhole={isWhole} />
      </Card>
    </div>
  );
}
