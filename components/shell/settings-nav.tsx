import { useTranslations } from "next-intl";
import { NavLink } from "./nav-link.tsx";

/** The settings' pages, side by side. */
export function SettingsNav() {
  const t = useTranslations("settings");
  return (
    <nav
      aria-label={t("nav")}
      className="print:hidden mb-6 flex flex-wrap gap-x-6 border-b border-rule whitespace-nowrap"
    >
      <NavLink href="/settings/organisation">{t("tabs.organisation")}</NavLink>
      <NavLink href="/settings/issuer">{t("tabs.issuer")}</NavLink>
      <NavLink href="/settings/approvers">{t("tabs.approvers")}</NavLink>
      <NavLink href="/settings/fields">{t("tabs.fields")}</NavLink>
      <NavLink href="/settings/authorities">{t("tabs.authorities")}</NavLink>
      <NavLink href="/settings/retention">{t("tabs.retention")}</NavLink>
      <NavLink href="/settings/units">{t("tabs.units")}</NavLink>
      <NavLink href="/settings/members">{t("tabs.members")}</NavLink>
      <NavLink href="/settings/outbox">{t("tabs.outbox")}</NavLink>
      <NavLink href="/settings/keys">{t("tabs.keys")}</NavLink>
      <NavLink href="/settings/webhooks">{t("tabs.webhooks")}</NavLink>
      <NavLink href="/settings/access">{t("tabs.access")}</NavLink>
      <NavLink href="/settings/usage">{t("tabs.usage")}</NavLink>
      <NavLink href="/settings/audit-log">{t("tabs.auditLog")}</NavLink>
      <NavLink href="/settings/you">{t("tabs.you")}</NavLink>
      <NavLink href="/settings/factors">{t("tabs.factors")}</NavLink>
      <NavLink href="/settings/sessions">{t("tabs.sessions")}</NavLink>
    </nav>
  );
}
