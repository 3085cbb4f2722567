import { Send } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { DeliveriesTable } from "#components/webhooks/deliveries-table.tsx";
import { RemoveWebhook, RotateSecret, SendTest } from "#components/webhooks/webhook-buttons.tsx";
import { WebhookForm } from "#components/webhooks/webhook-form.tsx";
import { WEBHOOK_TONES } from "#components/webhooks/webhooks-table.tsx";
import { loadWebhook } from "#lib/features/accounts/webhooks/pages.ts";
import {
  DELIVERY_STATES,
  KEPT_DAYS,
  type ShownWebhook,
  TRIED_DAYS_MAX,
} from "#lib/features/accounts/webhooks/types.ts";

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export default async function WebhookPage(props: { params: Promise<{ id: string }>; searchParams: SearchParams }) {
  const [t, roles, loaded] = await Promise.all([
    getTranslations("webhooks"),
    getTranslations("settings.roles"),
    loadWebhook(await props.params, await props.searchParams),
  ]);
  if (loaded.forbidden) {
    return <Callout tone="attention">{t("forbidden", { role: roles(loaded.forbidden) })}</Callout>;
  }
  const { webhook, page, state } = loaded;
  const isOn = webhook.state === "on" || webhook.state === "failing";
  const path = `/settings/webhooks/${webhook.id}`;
  const at = (cursor: Record<string, string>) =>
    `${path}?${new URLSearchParams({ ...(state ? { state } : {}), ...cursor })}`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="min-w-0 font-serif text-lg font-semibold wrap-anywhere">{webhook.url}</h2>
        <Badge tone={WEBHOOK_TONES[webhook.state]}>{t(`states.${webhook.state}`)}</Badge>
      </div>
      <StateCallout webhook={webhook} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Card title={t("settingsTitle")}>
          <WebhookForm key={webhook.state} webhook={webhook} />
        </Card>
        <div className="grid gap-5">
          <Card title={t("secretTitle")} description={t("secretLead")}>
            {webhook.oldSecretUntil ? (
              <p className="mb-4 text-sm">
                {t.rich("overlap", {
                  at: () => <DateTime value={webhook.oldSecretUntil?.toISOString() ?? ""} brief />,
                })}
              </p>
            ) : null}
            <RotateSecret id={webhook.id} />
          </Card>
          <div className="flex flex-wrap items-start gap-3">
            {isOn ? <SendTest id={webhook.id} /> : null}
            <RemoveWebhook id={webhook.id} />
          </div>
        </div>
      </div>
      <h2 className="font-serif text-lg font-semibold">{t("deliveries")}</h2>
      <p className="text-sm text-ink-soft">{t("deliveriesLead", { days: KEPT_DAYS })}</p>
      <form key={state} action={path} className="flex flex-wrap items-end gap-3">
        <SelectField
          name="state"
          label={t("filter")}
          defaultValue={state ?? ""}
          options={[
            { value: "", label: t("all") },
            ...DELIVERY_STATES.map((value) => ({ value, label: t(`deliveryStates.${value}`) })),
          ]}
        />
        <Button type="submit">{t("filterSubmit")}</Button>
      </form>
      {page.rows.length > 0 ? (
        <DeliveriesTable webhookId={webhook.id} rows={page.rows} isOn={isOn} />
      ) : (
        <EmptyState
          icon={<Send aria-hidden="true" />}
          title={state ? t("noneFound") : t("noDeliveries")}
          actions={state ? <LinkButton href={path}>{t("showAll")}</LinkButton> : undefined}
        >
          {state ? null : t("noDeliveriesHint")}
        </EmptyState>
      )}
      <CursorPagination
        newerHref={page.newer && at({ newer: page.newer })}
        olderHref={page.older && at({ older: page.older })}
      />
    </div>
  );
}

async function StateCallout({ webhook: { state, failingSince } }: { webhook: ShownWebhook }) {
  const t = await getTranslations("webhooks");
  if (state === "gone") return <Callout tone="danger">{t("goneText")}</Callout>;
  if (state === "off") return <Callout>{t("offText")}</Callout>;
  if (!failingSince) return null;
  return (
    <Callout tone="attention">
      {t.rich("failingText", {
        days: TRIED_DAYS_MAX,
        at: () => <DateTime value={failingSince.toISOString()} brief />,
      })}
    </Callout>
  );
}
