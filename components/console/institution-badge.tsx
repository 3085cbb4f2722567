import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { OrganisationState } from "#lib/words/organisations.ts";

const TONES = { active: "ok", suspended: "attention", retired: "neutral" } as const;

export function InstitutionBadge({ state }: { state: OrganisationState }) {
  const t = useTranslations("console.institutions.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
