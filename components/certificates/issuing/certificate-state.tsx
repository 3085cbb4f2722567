import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { CertificateFilterState } from "#lib/features/certificates/issuing/types.ts";

const TONES: Record<CertificateFilterState, Tone> = {
  valid: "ok",
  suspended: "attention",
  superseded: "attention",
  revoked: "danger",
  expired: "neutral",
};

export function CertificateStateBadge({ state }: { state: CertificateFilterState }) {
  const t = useTranslations("issued.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
