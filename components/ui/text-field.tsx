import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";
import { Field, type FieldWords } from "./field.tsx";

type TextFieldProps = FieldWords & Omit<ComponentProps<"input">, "id">;

/** One line of text. `mono` for digests, keys and ids. */
export function TextField({
  label,
  hint,
  error,
  optional,
  mono,
  className,
  ...rest
}: TextFieldProps & { mono?: boolean }) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <input type="text" {...rest} {...wiring} className={cx("control", mono && "font-mono", className)} />
      )}
    </Field>
  );
}
