import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { Member } from "#lib/features/accounts/members/types.ts";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import { ChangeRole } from "./change-role.tsx";
import { LeaveOrganisation } from "./leave-organisation.tsx";
import { RemoveMember } from "./remove-member.tsx";

type MembersTableProps = {
  members: Member[];
  /** Who looks at it. */
  userId: string;
  organisation: string;
  owners: number;
  /** The roles that they give and take away. */
  given: readonly Member["role"][];
  /** Working keys that each of them made, by their ids. */
  keysMade: ReadonlyMap<string, number>;
  /** None where the organisation has no units. */
  units: readonly UnitChoice[];
  /** Whoever looks at it acts for the whole organisation. */
  isWhole: boolean;
};

export function MembersTable({
  members,
  userId,
  organisation,
  owners,
  given,
  keysMade,
  units,
  isWhole,
}: MembersTableProps) {
  const words = useTranslations("units");
  const t = useTranslations("members");
  const roles = useTranslations("settings.roles");
  const place = units.length > 0 ? [words("unit")] : [];
  const columns = [t("name"), t("email"), t("role"), ...place, t("since"), { spoken: t("actions") }];
  return (
    <SettingsTable caption={t("title")} columns={columns}>
      {members.map(({ id, name, email, role, unitId, since }) => {
        const isLastOwner = role === "owner" && owners === 1;
        const mayChange = given.includes(role) && !isLastOwner;
        return (
          <SettingsRow key={id}>
            <SettingsCell className="font-medium break-words lg:max-w-64">
              {name} {id === userId ? <Badge>{t("you")}</Badge> : null}
            </SettingsCell>
            <SettingsCell label={t("email")} className="wrap-anywhere lg:max-w-72 lg:min-w-44">
              {email}
            </SettingsCell>
            <SettingsCell label={t("role")} className="lg:whitespace-nowrap">
              {roles(role)}
            </SettingsCell>
            {units.length > 0 ? (
              <SettingsCell label={words("unit")} className="break-words lg:max-w-56">
                {units.find((unit) => unit.id === unitId)?.path ?? words("whole")}
              </SettingsCell>
            ) : null}
            <SettingsCell label={t("since")} className="lg:whitespace-nowrap">
              <DateTime value={since.toISOString()} brief />
            </SettingsCell>
            <SettingsCell className="flex flex-wrap items-center gap-2 lg:flex-nowrap lg:justify-end">
              {isLastOwner ? <span className="text-xs text-ink-soft">{t("lastOwner")}</span> : null}
              {mayChange ? <ChangeRole {...{ id, name, role, unitId, units, isWhole }} roles={given} /> : null}
              {id === userId && !isLastOwner ? <LeaveOrganisation organisation={organisation} /> : null}
              {id !== userId && mayChange ? <RemoveMember id={id} name={name} keys={keysMade.get(id) ?? 0} /> : null}
            </SettingsCell>
          </SettingsRow>
        );
      })}
    </SettingsTable>
  );
}
