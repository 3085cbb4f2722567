import { cx } from "#components/ui/class-names.ts";

/** Where one is on a way of a few steps. */
export function StepLine({ steps, at }: { steps: readonly string[]; at: number }) {
  return (
    <ol className="flex flex-wrap gap-x-6 gap-y-2 text-sm">
      {steps.map((step, place) => (
        <li
          key={step}
          aria-current={place === at ? "step" : undefined}
          className={cx("flex items-center gap-2", place === at ? "font-medium text-ink" : "text-ink-soft")}
        >
          <span
            aria-hidden="true"
            className={cx(
              "grid size-7 place-items-center rounded-full border text-xs tabular-nums",
              place === at ? "border-ink bg-ink text-paper" : place < at ? "border-ink" : "border-rule-strong",
            )}
          >
            {place + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  );
}
