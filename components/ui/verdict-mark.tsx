import { Check, CircleHelp, Clock, SearchX, TriangleAlert, X } from "lucide-react";
import { cx } from "./class-names.ts";

/** What a verdict can say, as a picture; words always stand beside it. */
export type VerdictLook = "valid" | "attention" | "pending" | "failed" | "unknown" | "absent";

const LOOKS = {
  valid: { Icon: Check, box: "bg-ok text-surface border-ok" },
  attention: { Icon: TriangleAlert, box: "bg-attention-ground text-attention border-attention" },
  pending: { Icon: Clock, box: "bg-attention-ground text-attention border-attention" },
  failed: { Icon: X, box: "bg-danger text-surface border-danger" },
  unknown: { Icon: CircleHelp, box: "bg-sunken text-ink-soft border-rule-strong" },
  absent: { Icon: SearchX, box: "bg-sunken text-ink-soft border-rule-strong" },
};

type VerdictMarkProps = { look: VerdictLook; size?: "sm" | "lg" };

export function VerdictMark({ look, size = "lg" }: VerdictMarkProps) {
  const { Icon, box } = LOOKS[look];
  return (
    <span
      aria-hidden="true"
      className={cx(
        "grid shrink-0 place-items-center rounded-full border [print-color-adjust:exact]",
        box,
        size === "lg" ? "size-14" : "size-7",
      )}
    >
      <Icon strokeWidth={size === "lg" ? 2.25 : 2.5} className={size === "lg" ? "size-7" : "size-4"} />
    </span>
  );
}
