import { useLocale, useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { type ListedOrganisation, RECORDS_COUNTED_MAX } from "#lib/features/accounts/organisations/types.ts";
import { Age } from "./age.tsx";
import { OrganisationBadge } from "./organisation-badge.tsx";

export function OrganisationsTable({
  organisations,
  now,
}: {
  organisations: readonly ListedOrganisation[];
  now: Date;
}) {
  const t = useTranslations("operations.organisations");
  const title = useTranslations("operations.tabs")("organisations");
  const ledger = useTranslations("operations")("ledger");
  const columns = [t("name"), t("state"), ledger, t("members"), t("records"), t("active")];
  return (
    <SettingsTable caption={title} columns={columns}>
      {organisations.map(({ id, name, state, ledger: into, members, records, activeAt, operates }) => (
        <SettingsRow key={id}>
          <SettingsCell className="wrap-anywhere lg:max-w-80">
            <TextLink href={`/operations/organisations/${id}`} className="font-medium">
              {name}
            </TextLink>
            {operates ? <span className="block text-xs text-ink-soft">{t("operates")}</span> : null}
          </SettingsCell>
          <SettingsCell label={t("state")}>
            <OrganisationBadge state={state} />
          </SettingsCell>
          <SettingsCell label={ledger} className="wrap-anywhere">
            {into}
          </SettingsCell>
          <SettingsCell label={t("members")} className="tabular-nums">
            {members}
          </SettingsCell>
          <SettingsCell label={t("records")} className="tabular-nums">
            <Records count={records} />
          </SettingsCell>
          <SettingsCell label={t("active")}>{activeAt ? <Age at={activeAt} now={now} /> : "–"}</SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}

/** Counted up to a limit. */
export function Records({ count }: { count: number }) {
  const t = useTranslations("operations.organisations");
  const locale = useLocale();
  if (count > RECORDS_COUNTED_MAX) return t("more", { count: RECORDS_COUNTED_MAX });
  return new Intl.NumberFormat(locale).format(count);
}
