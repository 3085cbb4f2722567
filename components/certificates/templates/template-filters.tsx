import { useTranslations } from "next-intl";
import { StateFilters } from "#components/ui/state-filters.tsx";
import { TEMPLATE_STATES, type TemplateState } from "#lib/features/certificates/templates/types.ts";

type TemplateFiltersProps = { path: string; q: string; state: TemplateState | undefined };

export function TemplateFilters(props: TemplateFiltersProps) {
  const t = useTranslations("templates");
  const words = {
    ...{ label: t("filters.label"), search: t("filters.search"), searchHint: t("filters.searchHint") },
    ...{ state: t("filters.state"), any: t("filters.any"), apply: t("filters.apply"), clear: t("filters.clear") },
  };
  return (
    <StateFilters
      {...props}
      states={TEMPLATE_STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
      words={words}
    />
  );
}
