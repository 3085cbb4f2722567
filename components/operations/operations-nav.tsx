import { useTranslations } from "next-intl";
import { OpenAlertsBadge } from "#components/alerts/open-alerts-badge.tsx";
import { NavLink } from "#components/shell/nav-link.tsx";
import { OverviewLink } from "./overview-link.tsx";

/** The pages of operations, side by side. @param props.openAlerts how many alerts are not resolved */
export function OperationsNav({ openAlerts }: { openAlerts: number }) {
  const t = useTranslations("operations");
  return (
    <nav
      aria-label={t("nav")}
      className="print:hidden flex flex-wrap gap-x-6 border-b border-rule pt-4 whitespace-nowrap"
    >
      <OverviewLink>{t("tabs.overview")}</OverviewLink>
      <NavLink href="/operations/nodes">{t("tabs.nodes")}</NavLink>
      <NavLink href="/operations/organisations">{t("tabs.organisations")}</NavLink>
      <NavLink href="/operations/ledgers">{t("tabs.ledgers")}</NavLink>
      <NavLink href="/operations/usage">{t("tabs.usage")}</NavLink>
      <NavLink href="/operations/alerts">
        {t("tabs.alerts")}
        <OpenAlertsBadge count={openAlerts} />
      </NavLink>
      <NavLink href="/operations/site">{t("tabs.site")}</NavLink>
    </nav>
  );
}
