"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type AskedField, EMAIL, HOLDER_NAME, type Typed } from "#lib/features/certificates/issuing/schema/draft.ts";
import { type ShownFault, useFaultWords, useFieldName } from "./fault-words.ts";

type DraftFieldsProps = {
  fields: readonly AskedField[];
  typed: Typed;
  faults: readonly ShownFault[];
  onChange: (name: string, value: string) => void;
};

/** What a template asks for, field by field. */
export function DraftFields({ fields, typed, faults, onChange }: DraftFieldsProps) {
  const t = useTranslations("batches.form");
  const nameOf = useFieldName(fields);
  const words = useFaultWords(fields);
  const common = (name: string, required: boolean) => {
    const fault = faults.find(({ field }) => field === name);
    return {
      label: nameOf(name),
      optional: !required,
      value: typed[name] ?? "",
      error: fault ? words(fault) : undefined,
      onChange: ({ target }: { target: { value: string } }) => onChange(name, target.value),
    };
  };
  return (
    <div className="grid items-start gap-5 sm:grid-cols-2">
      <TextField {...common(HOLDER_NAME, true)} autoComplete="off" spellCheck={false} />
      {fields.map(({ name, type, required, choices = [] }) =>
        type === "choice" ? (
          <SelectField
            key={name}
            {...common(name, required)}
            options={[{ value: "", label: t("choose") }, ...choices.map((each) => ({ value: each, label: each }))]}
          />
        ) : (
          <TextField
            key={name}
            {...common(name, required)}
            type={type === "date" ? "date" : "text"}
            inputMode={type === "number" ? "decimal" : undefined}
            autoComplete="off"
          />
        ),
      )}
      <TextField {...common(EMAIL, false)} type="email" autoComplete="off" spellCheck={false} />
    </div>
  );
}
