import { getTranslations } from "next-intl/server";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { NewWebhookForm } from "#components/webhooks/new-webhook-form.tsx";
import { loadWebhooks } from "#lib/features/accounts/webhooks/pages.ts";

export default async function NewWebhookPage() {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("webhooks"),
    getTranslations("settings.roles"),
    loadWebhooks("/settings/webhooks/new"),
  ]);
  if (loaded.forbidden) {
    return <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>;
  }
  if (loaded.suspended) return <Callout tone="attention">{t("suspended")}</Callout>;
  return (
    <div className="max-w-3xl">
      <Card title={t("newTitle")}>
        <NewWebhookForm units={loaded.units} isWhole={loaded.isWhole} />
      </Card>
    </div>
  );
}
