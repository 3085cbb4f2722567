import { useLocale, useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { TemplateSummary, VersionFacts } from "#lib/features/certificates/templates/types.ts";
import { versionPicturePath } from "./picture-path.ts";

/** Every version, with how many certificates were issued from it. */
export function VersionsTable({
  template,
  versions,
}: {
  template: TemplateSummary;
  versions: readonly VersionFacts[];
}) {
  const t = useTranslations("templates.page");
  const format = new Intl.NumberFormat(useLocale());
  return (
    <SettingsTable
      caption={t("caption")}
      columns={[t("number"), t("state"), t("saved"), t("publishedAt"), t("issued"), { spoken: t("look") }]}
    >
      {versions.map(({ number, savedAt, publishedAt, certificates }) => (
        <SettingsRow key={number}>
          <SettingsCell label={t("number")} className="tabular-nums">
            {number}
          </SettingsCell>
          <SettingsCell label={t("state")}>
            {t(publishedAt === undefined ? "draft" : "published")}
            {number === template.published && template.retiredAt === undefined ? (
              <span className="block text-xs text-ink-soft">{t("newest")}</span>
            ) : null}
          </SettingsCell>
          <SettingsCell label={t("saved")}>
            <DateTime value={savedAt} brief />
          </SettingsCell>
          <SettingsCell label={t("publishedAt")}>
            {publishedAt ? <DateTime value={publishedAt} brief /> : "–"}
          </SettingsCell>
          <SettingsCell label={t("issued")} className="tabular-nums">
            {certificates === 0 ? (
              format.format(0)
            ) : (
              <TextLink href={`/certificates?template=${template.id}&version=${number}`}>
                {format.format(certificates)}
              </TextLink>
            )}
          </SettingsCell>
          <SettingsCell>
            <TextLink
              href={versionPicturePath(template.id, number)}
              target="_blank"
              aria-label={t("lookWhat", { number })}
            >
              {t("look")}
            </TextLink>
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
