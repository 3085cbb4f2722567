"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { cx } from "./class-names.ts";
import { Field, type FieldWords } from "./field.tsx";
import { ScriptedButton } from "./scripted-button.tsx";

type PasswordFieldProps = FieldWords &
  Omit<ComponentProps<"input">, "id" | "type"> & { showLabel: string; hideLabel: string };

/** A password, covered until its owner wants to see it: seeing it spares typing it twice. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, hint, error, optional, showLabel, hideLabel, className, ...rest } = props;
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <span className="relative block">
          <input
            {...rest}
            {...wiring}
            type={shown ? "text" : "password"}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            className={cx("control pe-12", className)}
          />
          <ScriptedButton
            type="button"
            aria-pressed={shown}
            aria-label={shown ? hideLabel : showLabel}
            title={shown ? hideLabel : showLabel}
            onClick={() => setShown(!shown)}
            className="absolute end-0 top-0 grid size-11 place-items-center rounded-md text-ink-soft hover:text-ink"
          >
            <Icon aria-hidden="true" className="size-4" />
          </ScriptedButton>
        </span>
      )}
    </Field>
  );
}
