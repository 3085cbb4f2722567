"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { holds } from "#lib/features/contracts/templates/schema/conditions.ts";
import { readValues, VALUE_CHARS_MAX } from "#lib/features/contracts/templates/schema/values.ts";
import type { ContractValue } from "#lib/features/contracts/templates/types.ts";

type Given = Readonly<Record<string, string>>;

type ValueFieldsProps = {
  values: readonly ContractValue[];
  given: Given;
  onGiven: (given: Given) => void;
  /** By the names of values. */
  errors?: Readonly<Record<string, string | undefined>>;
};

/** What the template asks for, in its order; what is asked for only under conditions comes and goes with them. */
export function ValueFields({ values, given, onGiven, errors = {} }: ValueFieldsProps) {
  return (
    <div className="grid gap-4">
      {askedFor(values, given).map((value) => (
        <ValueField
          key={value.name}
          value={value}
          given={given[value.name] ?? ""}
          error={errors[value.name]}
          onGiven={(text) => onGiven({ ...given, [value.name]: text })}
        />
      ))}
    </div>
  );
}

/** The values that are asked for under what is given. */
export function askedFor(values: readonly ContractValue[], given: Given): readonly ContractValue[] {
  const { stated } = readValues(values, given);
  return values.filter(({ when }) => holds(when, { values, stated }));
}

type ValueFieldProps = {
  value: ContractValue;
  given: string;
  error: string | undefined;
  onGiven: (text: string) => void;
};

function ValueField({ value, given, error, onGiven }: ValueFieldProps) {
  const t = useTranslations("contractTemplates.values");
  const wiring = { label: value.label, value: given, optional: !value.required, error };
  if (value.kind === "choice") {
    const options = ["", ...value.options].map((option) => ({ value: option, label: option || t("choose") }));
    return <SelectField {...wiring} options={options} onChange={(event) => onGiven(event.target.value)} />;
  }
  return (
    <TextField
      {...wiring}
      type={value.kind === "date" ? "date" : "text"}
      inputMode={value.kind === "amount" ? "decimal" : undefined}
      hint={
        value.kind === "amount"
          ? t("currency", { currency: value.currency })
          : value.kind === "text" && value.mask !== undefined
            ? t("mask", { mask: value.mask })
            : undefined
      }
      maxLength={VALUE_CHARS_MAX}
      autoComplete="off"
      onChange={(event) => onGiven(event.target.value)}
    />
  );
}
