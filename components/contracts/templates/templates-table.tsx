import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ContractTemplate } from "#lib/features/contracts/templates/types.ts";
import { TemplateBadge } from "./template-badge.tsx";

export function TemplatesTable({ templates }: { templates: readonly ContractTemplate[] }) {
  const t = useTranslations("contractTemplates.table");
  return (
    <SettingsTable caption={t("caption")} columns={[t("name"), t("state"), t("version"), t("created")]}>
      {templates.map((template) => (
        <SettingsRow key={template.id}>
          <SettingsCell className="wrap-anywhere lg:max-w-96">
            <TextLink href={`/contracts/templates/${template.id}`} className="font-medium">
              {template.name}
            </TextLink>
          </SettingsCell>
          <SettingsCell label={t("state")}>
            <TemplateBadge template={template} />
          </SettingsCell>
          <SettingsCell label={t("version")}>
            <Versions template={template} />
          </SettingsCell>
          <SettingsCell label={t("created")}>
            <DateTime value={template.createdAt} brief />
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}

function Versions({ template: { published, draft } }: { template: ContractTemplate }) {
  const t = useTranslations("contractTemplates.table");
  return (
    <>
      {published === undefined ? t("none") : t("published", { number: published })}
      {draft === undefined ? null : (
        <span className="block text-xs text-ink-soft">{t("draft", { number: draft })}</span>
      )}
    </>
  );
}
