import { Clock3, Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";

type Signed = { witnessed: boolean; timestamped: boolean };

/** What a record has come to, in one chip: the highest of its states, in words. */
export function StateChip({ state, witnessed, timestamped }: { state: EvidenceState } & Signed) {
  const t = useTranslations("evidence");
  const icon = "size-3.5";
  if (state === "recorded") return <Badge icon={<SealMark className={icon} waiting />}>{t("chip.waiting")}</Badge>;
  if (witnessed) {
    return (
      <Badge tone="ok" icon={<Eye aria-hidden="true" className={icon} />}>
        {t(timestamped ? "chip.both" : "signed.witnessed")}
      </Badge>
    );
  }
  if (timestamped)
    return <Badge icon={<Clock3 aria-hidden="true" className={icon} />}>{t("signed.timestamped")}</Badge>;
  return <Badge icon={<SealMark className={icon} />}>{t("state.anchored")}</Badge>;
}

/** What others have signed since, in words. */
export function SignedMarks({ witnessed, timestamped }: Signed) {
  const t = useTranslations("evidence.signed");
  const marks = [
    ...(witnessed ? [{ Icon: Eye, name: t("witnessed") }] : []),
    ...(timestamped ? [{ Icon: Clock3, name: t("timestamped") }] : []),
  ];
  return marks.map(({ Icon, name }) => (
    <span key={name} className="inline-flex items-center gap-1 text-xs text-ink-soft">
      <Icon aria-hidden="true" className="size-3.5" />
      <span>{name}</span>
    </span>
  ));
}
