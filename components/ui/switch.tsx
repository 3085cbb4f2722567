import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./class-names.ts";

type SwitchProps = Omit<ComponentProps<"input">, "id" | "type" | "role"> & { label: ReactNode; hint?: ReactNode };

/** Something that is on or off at once. In a form that is sent later, use a Checkbox. */
export function Switch({ label, hint, ...rest }: SwitchProps) {
  const id = useId();
  return (
    <label className="flex items-start justify-between gap-4 text-sm has-disabled:cursor-not-allowed has-disabled:opacity-60">
      <span className="grid gap-0.5">
        <span className="font-medium">{label}</span>
        {hint ? (
          <span id={`${id}-hint`} className="text-xs text-ink-soft">
            {hint}
          </span>
        ) : null}
      </span>
      <input
        {...rest}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox states itself whether it is checked
        role="switch"
        aria-describedby={hint ? `${id}-hint` : undefined}
        className={cx(
          "relative h-6 w-11 shrink-0 appearance-none rounded-full border border-rule-strong bg-sunken transition-colors",
          "before:absolute before:start-0.5 before:top-0.5 before:size-[1.125rem] before:rounded-full before:bg-rule-strong",
          "before:transition-transform checked:border-ink checked:bg-ink checked:before:translate-x-5 checked:before:bg-paper",
        )}
      />
    </label>
  );
}
