import { useTranslations } from "next-intl";
import { OpenAlertsBadge } from "#components/alerts/open-alerts-badge.tsx";
import { NavLink } from "#components/shell/nav-link.tsx";
import { OverviewLink } from "./overview-link.tsx";

/** The console's pages, side by side. @param props.openAlerts how many alerts are not resolved */
export function ConsoleNav({ openAlerts }: { openAlerts: number }) {
  const t = useTranslations("console");
  return (
    <nav aria-label={t("nav")} className="flex flex-wrap gap-x-6 border-b border-rule pt-4 whitespace-nowrap">
      <OverviewLink>{t("tabs.overview")}</OverviewLink>
      <NavLink href="/console/nodes">{t("tabs.nodes")}</NavLink>
      <NavLink href="/console/institutions">{t("tabs.institutions")}</NavLink>
      <NavLink href="/console/channels">{t("tabs.channels")}</NavLink>
      <NavLink href="/console/alerts">
        {t("tabs.alerts")}
        <OpenAlertsBadge count={openAlerts} />
      </NavLink>
    </nav>
  );
}
