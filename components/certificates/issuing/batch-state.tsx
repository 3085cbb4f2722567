import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { BatchState } from "#lib/features/certificates/issuing/types.ts";

const TONES: Record<BatchState, Tone | "seal"> = {
  drafts: "neutral",
  submitted: "attention",
  rejected: "danger",
  approved: "neutral",
  issuing: "neutral",
  paused: "attention",
  sealing: "neutral",
  issued: "ok",
  cancelled: "neutral",
};

export function BatchStateBadge({ state }: { state: BatchState }) {
  const t = useTranslations("batches.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
