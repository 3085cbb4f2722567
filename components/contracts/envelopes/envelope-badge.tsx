import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Envelope, Party } from "#lib/features/contracts/envelopes/types.ts";

const TONES = {
  ...({ draft: "neutral", sent: "attention", completed: "ok" } as const),
  ...({ declined: "danger", voided: "neutral", expired: "danger" } as const),
} as const;
const PARTY_TONES = { waiting: "neutral", due: "attention", done: "ok", over: "neutral" } as const;

export function EnvelopeBadge({ state }: Pick<Envelope, "state">) {
  const t = useTranslations("envelopes.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}

export function PartyBadge({ state }: Pick<Party, "state">) {
  const t = useTranslations("envelopes.partyStates");
  return <Badge tone={PARTY_TONES[state]}>{t(state)}</Badge>;
}
