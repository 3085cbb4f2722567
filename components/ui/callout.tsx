import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { TONE_BOX, type Tone } from "./tone.ts";
import { ToneIcon } from "./tone-icon.tsx";

type CalloutProps = {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** Buttons or links that lead on. */
  actions?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits; leave out for what was there from the start. */
  role?: "alert" | "status";
};

export function Callout({ tone = "neutral", title, children, actions, role }: CalloutProps) {
  return (
    <div role={role} className={cx("flex gap-3 rounded-lg border p-4 text-sm", TONE_BOX[tone])}>
      <ToneIcon tone={tone} className="mt-0.5 size-5 shrink-0" />
      <div className="grid min-w-0 flex-1 gap-1">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className="text-ink">{children}</div> : null}
        {actions ? <div className="flex flex-wrap gap-3 pt-2 text-ink">{actions}</div> : null}
      </div>
    </div>
  );
}
