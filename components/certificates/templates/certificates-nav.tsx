import { useTranslations } from "next-intl";
import { NavLink } from "#components/shell/nav-link.tsx";

/** What belongs to certificates, side by side. Figures are the whole organisation's. */
export function CertificatesNav({ isWhole }: { isWhole: boolean }) {
  const t = useTranslations("templates.nav");
  return (
    <nav aria-label={t("label")} className="flex flex-wrap gap-x-6 border-b border-rule whitespace-nowrap print:hidden">
      <NavLink href="/certificates" exact>
        {t("certificates")}
      </NavLink>
      <NavLink href="/certificates/batches">{t("batches")}</NavLink>
      <NavLink href="/certificates/templates">{t("templates")}</NavLink>
      <NavLink href="/certificates/import">{t("import")}</NavLink>
      <NavLink href="/certificates/reports">{t("reports")}</NavLink>
      {isWhole ? <NavLink href="/certificates/figures">{t("figures")}</NavLink> : null}
    </nav>
  );
}
