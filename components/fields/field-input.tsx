"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { TextField } from "#components/ui/text-field.tsx";
import { FIELD_VALUE_CHARS_MAX, type OwnField } from "#lib/core/claim/own-fields.ts";
import { readFieldValue } from "#lib/features/evidence/fields/schema/value.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";

type FieldInputProps = {
  field: FieldDefinition;
  /** At first; what is typed stays as it is typed. */
  initial: OwnField | undefined;
  /** What counts where nothing is typed. */
  placeholder?: string | undefined;
  /** undefined: empty. "bad": what is typed is no value of the field's type. */
  onValue: (value: OwnField | "bad" | undefined) => void;
};

/** The value of one own field, typed in its own way and checked as it is typed. */
export function FieldInput({ field, initial, placeholder, onValue }: FieldInputProps) {
  const t = useTranslations("fields");
  const [text, setText] = useState(initial?.value ?? "");
  const [left, setLeft] = useState(false);
  const value = text.trim() === "" ? undefined : (readFieldValue(field, text) ?? "bad");
  const { name, type, currency, required } = field;
  return (
    <TextField
      label={currency ? t("amountIn", { name, currency }) : name}
      optional={!required}
      value={text}
      placeholder={placeholder ?? (type === "text" ? undefined : PLACEHOLDERS[type])}
      inputMode={type === "number" || type === "amount" ? "decimal" : undefined}
      maxLength={FIELD_VALUE_CHARS_MAX}
      autoComplete="off"
      // While it is being typed it is not wrong yet.
      error={left && value === "bad" ? t(`upload.invalid.${type}`) : undefined}
      onBlur={() => setLeft(true)}
      onChange={({ target }) => {
        setText(target.value);
        onValue(target.value.trim() === "" ? undefined : (readFieldValue(field, target.value) ?? "bad"));
      }}
    />
  );
}

const PLACEHOLDERS = { number: "1234.5", amount: "1234.50", date: "2026-11-29", time: "2026-11-29 14:30" };
