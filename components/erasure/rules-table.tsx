"use client";

import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { removeRuleAction } from "#lib/features/evidence/erasure/actions.ts";
import type { Rule } from "#lib/features/evidence/erasure/types.ts";

/** How long the organisation keeps records at least. */
export function RulesTable({ rules, mayManage }: { rules: Rule[]; mayManage: boolean }) {
  const t = useTranslations("erasure.rules");
  const columns = [t("type"), t("tag"), t("days")];
  return (
    <SettingsTable caption={t("title")} columns={mayManage ? [...columns, { spoken: t("actions") }] : columns}>
      {rules.map(({ id, type, tag, days }) => (
        <SettingsRow key={id}>
          <SettingsCell label={t("type")}>{t(`types.${type ?? "any"}`)}</SettingsCell>
          <SettingsCell label={t("tag")} className="break-words lg:max-w-64">
            {tag ?? t("anyTag")}
          </SettingsCell>
          <SettingsCell label={t("days")}>{t("day", { count: days })}</SettingsCell>
          {mayManage ? (
            <SettingsCell>
              <ConfirmedAction
                action={removeRuleAction}
                fields={{ id }}
                label={t("remove")}
                title={t("removeTitle")}
                description={t("removeText")}
                confirmLabel={t("remove")}
              />
            </SettingsCell>
          ) : null}
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
