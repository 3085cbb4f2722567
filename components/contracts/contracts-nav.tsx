import { useTranslations } from "next-intl";
import { NavLink } from "#components/shell/nav-link.tsx";

/** What belongs to contracts, side by side. */
export function ContractsNav({ mayUseSeals }: { mayUseSeals: boolean }) {
  const t = useTranslations("documentSeals.nav");
  return (
    <nav aria-label={t("label")} className="flex flex-wrap gap-x-6 border-b border-rule whitespace-nowrap print:hidden">
      <NavLink href="/contracts" exact>
        {t("envelopes")}
      </NavLink>
      <NavLink href="/contracts/composed">{t("composed")}</NavLink>
      <NavLink href="/contracts/templates">{t("templates")}</NavLink>
      {mayUseSeals ? (
        <>
          <NavLink href="/contracts/seals">{t("seals")}</NavLink>
          <NavLink href="/contracts/requests">{t("requests")}</NavLink>
        </>
      ) : null}
    </nav>
  );
}
