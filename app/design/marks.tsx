import { useTranslations } from "next-intl";
import { Digest } from "#components/ui/digest.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import { Timeline } from "#components/ui/timeline.tsx";
import { VerdictMark } from "#components/ui/verdict-mark.tsx";
import { Specimen } from "./specimen.tsx";

const DIGEST = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
const LOOKS = ["valid", "attention", "pending", "failed", "unknown", "absent"] as const;

export function MarkSpecimens() {
  const t = useTranslations("design");
  return (
    <Specimen title={t("marks")}>
      <div className="flex flex-wrap items-end gap-6">
        <SealMark className="size-24" setting label={t("seal")} />
        <SealMark className="size-12" />
        <SealMark className="size-7" />
        <SealMark className="size-12" waiting />
      </div>
      <div className="flex flex-wrap items-center gap-4">
        {LOOKS.map((look) => (
          <VerdictMark key={look} look={look} />
        ))}
        {LOOKS.map((look) => (
          <VerdictMark key={look} look={look} size="sm" />
        ))}
      </div>
      <Digest value={DIGEST} />
      <Digest value={DIGEST} short />
      <Timeline
        items={[
          { title: t("done"), time: t("hint"), state: "done", mark: <SealMark className="size-6" /> },
          { title: t("done"), state: "done", detail: t("hint") },
          { title: t("current"), state: "current" },
          { title: t("waiting"), state: "waiting" },
        ]}
      />
    </Specimen>
  );
}
