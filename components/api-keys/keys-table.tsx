import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { TEST_MARK } from "#lib/core/log/test-ledger.ts";
import type { ApiKeyRow } from "#lib/features/accounts/api-keys/types.ts";
import { Use } from "./key-facts.tsx";
import { RevokeKey } from "./revoke-key.tsx";

export const KEY_TONES = { active: "ok", expired: "attention", revoked: "danger" } as const;

export function KeysTable({ keys, mayManage }: { keys: ApiKeyRow[]; mayManage: boolean }) {
  const t = useTranslations("settings.keys");
  const shown = [t("name"), t("key"), t("state"), t("scopes"), t("used"), t("expires"), t("created")];
  return (
    <SettingsTable caption={t("title")} columns={mayManage ? [...shown, { spoken: t("actions") }] : shown}>
      {keys.map((key) => (
        <SettingsRow key={key.id}>
          <SettingsCell className="font-medium break-words lg:max-w-64">
            <TextLink href={`/settings/keys/${key.id}`}>{key.name}</TextLink>{" "}
            {key.test ? <Badge tone="attention">{TEST_MARK}</Badge> : null}
          </SettingsCell>
          <SettingsCell label={t("key")} className="font-mono text-xs whitespace-nowrap">
            {key.prefix}…
          </SettingsCell>
          <SettingsCell label={t("state")}>
            <Badge tone={KEY_TONES[key.state]}>{t(`states.${key.state}`)}</Badge>
            {key.old && key.state === "active" ? <Badge>{t("oldWorks")}</Badge> : null}
          </SettingsCell>
          <SettingsCell label={t("scopes")}>
            {key.scopes.map((scope) => (
              <span key={scope} className="block whitespace-nowrap" title={scope}>
                {t(`scope.${scope}`)}
              </span>
            ))}
          </SettingsCell>
          <SettingsCell label={t("used")} className="lg:whitespace-nowrap">
            {key.usedAt ? <Use at={key.usedAt} from={key.usedFrom} /> : t("neverUsed")}
          </SettingsCell>
          <SettingsCell label={t("expires")} className="lg:whitespace-nowrap">
            {key.expiresAt ? <DateTime value={key.expiresAt.toISOString()} brief /> : t("never")}
            {key.expiresSoon ? (
              <span className="block pt-1">
                <Badge tone="attention">{t("expiresSoon")}</Badge>
              </span>
            ) : null}
          </SettingsCell>
          <SettingsCell label={t("created")} className="lg:whitespace-nowrap">
            <DateTime value={key.createdAt.toISOString()} brief />
            {key.madeBy ? (
              <span className="block pt-1 text-xs text-ink-soft">{t("madeBy", { name: key.madeBy.name })}</span>
            ) : null}
            {key.madeBy && !key.madeBy.isManager && key.state === "active" ? (
              <Badge tone="attention">{t("makerGone")}</Badge>
            ) : null}
          </SettingsCell>
          {mayManage ? (
            <SettingsCell>
              {/* One that has expired opens nothing any more: there is nothing left to revoke. */}
              {key.state === "active" ? <RevokeKey id={key.id} name={key.name} prefix={key.prefix} /> : null}
            </SettingsCell>
          ) : null}
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
