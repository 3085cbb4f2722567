import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { ShownWebhook } from "#lib/features/accounts/webhooks/types.ts";
import { wordsOf } from "./event-boxes.tsx";

export const WEBHOOK_TONES = { on: "ok", failing: "attention", off: "neutral", gone: "danger" } as const;

type WebhooksTableProps = {
  webhooks: ShownWebhook[];
  /** None where the organisation has no units. */
  units: readonly UnitChoice[];
};

export function WebhooksTable({ webhooks, units }: WebhooksTableProps) {
  const t = useTranslations("webhooks");
  const words = useTranslations("units");
  const place = units.length > 0 ? [words("unit")] : [];
  const columns = [t("url"), t("state"), t("events"), ...place, t("created"), { spoken: t("actions") }];
  return (
    <SettingsTable caption={t("title")} columns={columns}>
      {webhooks.map(({ id, url, description, state, events, unitId, createdAt }) => (
        <SettingsRow key={id}>
          <SettingsCell className="wrap-anywhere lg:max-w-72">
            <span className="font-medium">{url}</span>
            {description ? <span className="block pt-1 text-xs text-ink-soft">{description}</span> : null}
          </SettingsCell>
          <SettingsCell label={t("state")}>
            <Badge tone={WEBHOOK_TONES[state]}>{t(`states.${state}`)}</Badge>
          </SettingsCell>
          <SettingsCell label={t("events")}>
            {events.map((type) => (
              <span key={type} className="block" title={type}>
                {t(wordsOf(type))}
              </span>
            ))}
          </SettingsCell>
          {units.length > 0 ? (
            <SettingsCell label={words("unit")} className="break-words lg:max-w-56">
              {units.find((unit) => unit.id === unitId)?.path ?? words("whole")}
            </SettingsCell>
          ) : null}
          <SettingsCell label={t("created")} className="lg:whitespace-nowrap">
            <DateTime value={createdAt.toISOString()} brief />
          </SettingsCell>
          <SettingsCell>
            <LinkButton href={`/settings/webhooks/${id}`} size="sm" aria-label={t("openLong", { url })}>
              {t("open")}
            </LinkButton>
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
