import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { DocumentSeal } from "#lib/features/contracts/seals/types.ts";
import { SealPicture } from "./seal-picture.tsx";

type SealsTableProps = {
  seals: readonly DocumentSeal[];
  /** None where the organisation has no units. */
  units: readonly UnitChoice[];
};

export function SealsTable({ seals, units }: SealsTableProps) {
  const t = useTranslations("documentSeals");
  const words = useTranslations("units");
  const place = units.length > 0 ? [words("unit")] : [];
  const columns = [{ spoken: t("picture") }, t("name"), t("state"), t("certificate"), t("fourEyes"), ...place];
  return (
    <SettingsTable caption={t("title")} columns={columns}>
      {seals.map((seal) => (
        <SettingsRow key={seal.id}>
          <SettingsCell>
            <SealPicture id={seal.id} alt="" className="size-16 p-1" />
          </SettingsCell>
          <SettingsCell className="wrap-anywhere lg:max-w-80">
            <TextLink href={`/contracts/seals/${seal.id}`} className="font-medium">
              {seal.name}
            </TextLink>
          </SettingsCell>
          <SettingsCell label={t("state")}>
            <SealBadge seal={seal} />
          </SettingsCell>
          <SettingsCell label={t("certificate")} className="wrap-anywhere lg:max-w-72">
            {seal.certificate.name}
            <span className="block pt-1 text-xs text-ink-soft">
              {t.rich("until", { at: () => <DateTime value={seal.certificate.notAfter.toISOString()} brief /> })}
            </span>
          </SettingsCell>
          <SettingsCell label={t("fourEyes")}>{t(seal.fourEyes ? "fourEyesOn" : "fourEyesOff")}</SettingsCell>
          {units.length > 0 ? (
            <SettingsCell label={words("unit")} className="break-words lg:max-w-56">
              {units.find(({ id }) => id === seal.unitId)?.path ?? words("whole")}
            </SettingsCell>
          ) : null}
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}

/** Revoked, out of time, one that may be used, or one that others may use. */
export function SealBadge({ seal }: { seal: Pick<DocumentSeal, "revokedAt" | "certificate" | "mayUse" | "origin"> }) {
  const t = useTranslations("documentSeals.states");
  if (seal.revokedAt) return <Badge tone="danger">{t("revoked")}</Badge>;
  if (seal.certificate.notAfter < new Date()) return <Badge tone="attention">{t("over")}</Badge>;
  return (
    <span className="flex flex-wrap gap-1.5">
      <Badge tone={seal.mayUse ? "ok" : "neutral"}>{t(seal.mayUse ? "active" : "others")}</Badge>
      {seal.origin === "trial" ? <Badge tone="attention">{t("trial")}</Badge> : null}
    </span>
  );
}
