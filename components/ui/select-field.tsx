import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";
import { Field, type FieldWords } from "./field.tsx";

type SelectFieldProps = FieldWords &
  Omit<ComponentProps<"select">, "id" | "children"> & { options: readonly { value: string; label: string }[] };

/** The platform's own select: best on phones, works without script. */
export function SelectField({ label, hint, error, optional, options, className, ...rest }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <span className="relative block">
          <select {...rest} {...wiring} className={cx("control appearance-none pe-10", className)}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown
            aria-hidden="true"
            className="pointer-events-none absolute end-3 top-1/2 size-4 -translate-y-1/2 text-ink-soft"
          />
        </span>
      )}
    </Field>
  );
}
