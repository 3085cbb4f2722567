import { useTranslations } from "next-intl";
import { StateFilters } from "#components/ui/state-filters.tsx";
import { type Envelope, STATES } from "#lib/features/contracts/envelopes/types.ts";

type EnvelopeFiltersProps = { path: string; q: string; state: Envelope["state"] | undefined };

export function EnvelopeFilters(props: EnvelopeFiltersProps) {
  const t = useTranslations("envelopes");
  const words = {
    ...{ label: t("filters.label"), search: t("filters.search"), searchHint: t("filters.searchHint") },
    ...{ state: t("filters.state"), any: t("filters.any"), apply: t("filters.apply"), clear: t("filters.clear") },
  };
  return (
    <StateFilters {...props} states={STATES.map((value) => ({ value, label: t(`states.${value}`) }))} words={words} />
  );
}
