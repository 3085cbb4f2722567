import { Plus, Webhook } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { WebhooksTable } from "#components/webhooks/webhooks-table.tsx";
import { loadWebhooks } from "#lib/features/accounts/webhooks/pages.ts";
import { TRIED_DAYS_MAX } from "#lib/features/accounts/webhooks/types.ts";

export default async function WebhooksPage() {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("webhooks"),
    getTranslations("settings.roles"),
    loadWebhooks(),
  ]);
  if (loaded.forbidden) {
    return <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>;
  }
  const { webhooks, units, suspended } = loaded;
  const add = suspended ? null : (
    <LinkButton href="/settings/webhooks/new" variant="primary" icon={<Plus aria-hidden="true" className="size-4" />}>
      {t("add")}
    </LinkButton>
  );
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="grid max-w-prose gap-1 text-sm text-ink-soft">
          <p>{t("lead", { days: TRIED_DAYS_MAX })}</p>
          {suspended ? <p className="font-medium text-ink">{t("suspended")}</p> : null}
        </div>
        {webhooks.length > 0 ? add : null}
      </div>
      {webhooks.length > 0 ? (
        <WebhooksTable webhooks={webhooks} units={units} />
      ) : (
        <EmptyState icon={<Webhook aria-hidden="true" />} title={t("empty")} actions={add}>
          {t("emptyHint")}
        </EmptyState>
      )}
    </div>
  );
}
