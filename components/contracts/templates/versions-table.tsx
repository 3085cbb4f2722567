import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ContractTemplate, ContractTemplateVersion } from "#lib/features/contracts/templates/types.ts";

type Facts = Omit<ContractTemplateVersion, "document" | "templateId">;

/** Every version; each published one with its record. */
export function VersionsTable({ template, versions }: { template: ContractTemplate; versions: readonly Facts[] }) {
  const t = useTranslations("contractTemplates.page");
  return (
    <SettingsTable
      caption={t("versions")}
      columns={[t("number"), t("state"), t("saved"), t("publishedAt"), t("digest"), t("record")]}
    >
      {versions.map(({ number, savedAt, publishedAt, sha256, evidenceId }) => (
        <SettingsRow key={number}>
          <SettingsCell label={t("number")} className="tabular-nums">
            {number}
          </SettingsCell>
          <SettingsCell label={t("state")}>
            {t(publishedAt === undefined ? "draft" : "published")}
            {number === template.published && template.retiredAt === undefined ? (
              <span className="block text-xs text-ink-soft">{t("inUse")}</span>
            ) : null}
          </SettingsCell>
          <SettingsCell label={t("saved")}>
            <DateTime value={savedAt} brief />
          </SettingsCell>
          <SettingsCell label={t("publishedAt")}>
            {publishedAt ? <DateTime value={publishedAt} brief /> : "–"}
          </SettingsCell>
          <SettingsCell label={t("digest")}>
            <Digest value={sha256} what={t("digest")} short />
          </SettingsCell>
          <SettingsCell label={t("record")}>
            {evidenceId === undefined ? (
              "–"
            ) : (
              <TextLink href={`/evidence/${evidenceId}`} aria-label={t("recordOf", { number })}>
                {t("recordOpen")}
              </TextLink>
            )}
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
