import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import type { EvidenceState } from "#lib/features/evidence/types.ts";

/** recorded or anchored, in a word, with the seal only where it belongs. */
export function StateBadge({ state, setting }: { state: EvidenceState; setting?: boolean }) {
  const t = useTranslations("evidence.state");
  const anchored = state === "anchored";
  return (
    <Badge
      tone={anchored ? "seal" : "neutral"}
      icon={<SealMark className="size-3.5" waiting={!anchored} setting={anchored && setting} />}
    >
      {t(state)}
    </Badge>
  );
}
