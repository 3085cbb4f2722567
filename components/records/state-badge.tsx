import { Clock3, Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";

type Signed = { witnessed: boolean; timestamped: boolean };

/** The state, and beside it a mark for each thing that others have signed since. */
export function StateMarks({ state, ...signed }: { state: EvidenceState } & Signed) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <StateBadge state={state} />
      <SignedMarks {...signed} />
    </span>
  );
}

/** `named`: in words too, where there is room for them. */
export function SignedMarks({ witnessed, timestamped, named = false }: Signed & { named?: boolean }) {
  const t = useTranslations("evidence.signed");
  const marks = [
    ...(witnessed ? [{ Icon: Eye, name: t("witnessed") }] : []),
    ...(timestamped ? [{ Icon: Clock3, name: t("timestamped") }] : []),
  ];
  return marks.map(({ Icon, name }) => (
    <span key={name} title={named ? undefined : name} className="inline-flex items-center gap-1 text-xs text-ink-soft">
      <Icon aria-hidden="true" className="size-3.5" />
      <span className={named ? undefined : "sr-only"}>{name}</span>
    </span>
  ));
}

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
