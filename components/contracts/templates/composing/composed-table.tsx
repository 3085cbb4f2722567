import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ComposedContract } from "#lib/features/contracts/templates/types.ts";

export function ComposedTable({ contracts }: { contracts: readonly ComposedContract[] }) {
  const t = useTranslations("composing.list");
  return (
    <SettingsTable caption={t("title")} columns={[t("number"), t("template"), t("made"), { spoken: t("pdf") }]}>
      {contracts.map(({ number, template, createdAt }) => (
        <SettingsRow key={number}>
          <SettingsCell>
            <TextLink href={`/contracts/composed/${number}`} className="font-mono font-medium">
              {number}
            </TextLink>
          </SettingsCell>
          <SettingsCell label={t("template")} className="wrap-anywhere lg:max-w-96">
            {template ? t("templateVersion", { name: template.name, number: template.version }) : t("marked")}
          </SettingsCell>
          <SettingsCell label={t("made")}>
            <DateTime value={createdAt} brief />
          </SettingsCell>
          <SettingsCell>
            <a
              href={`/api/v1/contracts/documents/${number}/pdf`}
              download
              className="text-link"
              aria-label={t("pdfOf", { number })}
            >
              PDF
            </a>
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
