import { type ReactNode, useId } from "react";
import { cx } from "./class-names.ts";

type ProgressProps = {
  label: ReactNode;
  /** From 0 to 1; undefined while nothing is known yet. */
  value?: number;
  /** What stands at the end of the line: "12 MB of 40 MB". */
  detail?: ReactNode;
  tone?: "ink" | "ok" | "danger";
};

const FILLS = { ink: "bg-ink", ok: "bg-ok", danger: "bg-danger" };

/** One bar with its words. Two of them, one above the other, for two things that progress separately. */
export function Progress({ label, value, detail, tone = "ink" }: ProgressProps) {
  const id = useId();
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-4 text-xs">
        <span id={id} className="font-medium">
          {label}
        </span>
        <span className="text-ink-soft tabular-nums">{detail ?? (percent === undefined ? "" : `${percent}%`)}</span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-1.5 overflow-hidden rounded-full bg-rule"
      >
        <div
          className={cx(
            "h-full rounded-full transition-[width] duration-200",
            FILLS[tone],
            percent === undefined && "w-1/3 animate-breathe",
          )}
          style={percent === undefined ? undefined : { width: `${percent}%` }}
        />
      </div>
    </div>
  );
}
