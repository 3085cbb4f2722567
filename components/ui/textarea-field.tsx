import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";
import { Field, type FieldWords } from "./field.tsx";

type TextareaFieldProps = FieldWords & Omit<ComponentProps<"textarea">, "id">;

export function TextareaField({ label, hint, error, optional, className, ...rest }: TextareaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => <textarea rows={4} {...rest} {...wiring} className={cx("control resize-y", className)} />}
    </Field>
  );
}
