import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { OrganisationState } from "#lib/words/organisations.ts";

const TONES = { active: "ok", suspended: "attention", retired: "neutral" } as const;

export function OrganisationBadge({ state }: { state: OrganisationState }) {
  const t = useTranslations("operations.organisations.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
