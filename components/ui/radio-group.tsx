import { type ReactNode, useId } from "react";
import { FieldError } from "./field.tsx";

type RadioGroupProps = {
  name: string;
  legend: ReactNode;
  options: readonly { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean }[];
  defaultValue?: string;
  value?: string;
  onChange?: (value: string) => void;
  error?: ReactNode;
};

export function RadioGroup({ name, legend, options, defaultValue, value, onChange, error }: RadioGroupProps) {
  const id = useId();
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex items-start gap-3 rounded-md border border-rule bg-surface p-3 text-sm has-checked:border-ink has-disabled:opacity-60"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            disabled={option.disabled}
            defaultChecked={defaultValue === undefined ? undefined : defaultValue === option.value}
            checked={value === undefined ? undefined : value === option.value}
            onChange={onChange ? () => onChange(option.value) : undefined}
            className="mt-0.5 size-5 shrink-0 appearance-none rounded-full border border-rule-strong bg-surface checked:border-[6px] checked:border-ink hover:border-ink"
          />
          <span className="grid gap-0.5">
            <span className="font-medium">{option.label}</span>
            {option.hint ? <span className="text-xs text-ink-soft">{option.hint}</span> : null}
          </span>
        </label>
      ))}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </fieldset>
  );
}
