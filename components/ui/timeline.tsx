import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

export type TimelineItem = {
  title: ReactNode;
  /** A DateTime. */
  time?: ReactNode;
  detail?: ReactNode;
  /** `waiting` has not happened yet. */
  state: "done" | "current" | "waiting";
  /** Instead of the dot, for example a SealMark. */
  mark?: ReactNode;
};

const DOTS = {
  done: "border-ink bg-ink",
  current: "border-ink bg-surface animate-breathe",
  waiting: "border-rule-strong bg-surface",
};

/** What happened to a thing, and what is still to come, from first to last. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol className="grid">
      {items.map((item, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is the identity
        <li key={position} className="group relative grid grid-cols-[1.75rem_1fr] gap-x-3 pb-6 last:pb-0">
          <span
            aria-hidden="true"
            className={cx(
              "absolute start-[calc(0.875rem-0.5px)] top-6 -bottom-1 w-px group-last:hidden",
              item.state === "done" ? "bg-ink-faint" : "bg-rule",
            )}
          />
          <span className="relative grid h-6 place-items-center">
            {item.mark ?? (
              <span aria-hidden="true" className={cx("size-2.5 rounded-full border-2", DOTS[item.state])} />
            )}
          </span>
          <div className="grid gap-0.5">
            <p className={cx("text-sm font-medium", item.state === "waiting" && "text-ink-soft")}>{item.title}</p>
            {item.time ? <div className="text-xs text-ink-soft">{item.time}</div> : null}
            {item.detail ? <div className="min-w-0 text-sm text-ink-soft">{item.detail}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
