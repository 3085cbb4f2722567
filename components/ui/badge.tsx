import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { TONE_BOX, type Tone } from "./tone.ts";

type BadgeProps = {
  tone?: Tone | "seal";
  icon?: ReactNode;
  children: ReactNode;
};

/** A state in a word or two. `seal` is for what is anchored, and nothing else. */
export function Badge({ tone = "neutral", icon, children }: BadgeProps) {
  const look = tone === "seal" ? "border-seal/45 bg-transparent text-seal" : TONE_BOX[tone];
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded-sm border px-2 py-0.5 text-xs font-medium whitespace-nowrap",
        look,
      )}
    >
      {icon}
      {children}
    </span>
  );
}
