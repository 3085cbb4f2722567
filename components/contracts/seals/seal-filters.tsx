import { useTranslations } from "next-intl";
import { StateFilters } from "#components/ui/state-filters.tsx";

type SealFiltersProps = { path: string; q: string; state: "active" | "revoked" | undefined };

export function SealFilters(props: SealFiltersProps) {
  const t = useTranslations("documentSeals");
  const words = {
    ...{ label: t("filters.label"), search: t("filters.search"), searchHint: t("filters.searchHint") },
    ...{ state: t("filters.state"), any: t("filters.any"), apply: t("filters.apply"), clear: t("filters.clear") },
  };
  const states = [
    { value: "active", label: t("states.active") },
    { value: "revoked", label: t("states.revoked") },
  ];
  return <StateFilters {...props} states={states} words={words} />;
}
