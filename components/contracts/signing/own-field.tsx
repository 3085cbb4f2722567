"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import type { FormField } from "#lib/pades/form-fields.ts";

const VALUE_CHARS_MAX = 2_000;
/** Where more than a line of usual letters fits. */
const LINES_MM = 12;

type OwnFieldProps = {
  field: FormField;
  value: string | boolean | undefined;
  error: string | undefined;
  onValue: (value: string | boolean) => void;
};

/** One of the party's own fields, by what it is. */
export function OwnField({ field, value, error, onValue }: OwnFieldProps) {
  const t = useTranslations("signingPage.sign");
  const { kind, label, required, options = [], height, page } = field;
  const text = typeof value === "string" ? value : "";
  const words = { label, error, optional: !required, hint: t("onPage", { page }), required };
  const change = ({ target }: { target: { value: string } }) => onValue(target.value);
  if (kind === "check") {
    return (
      <Checkbox
        label={label}
        hint={words.hint}
        error={error}
        required={required}
        checked={value === true}
        onChange={({ target }) => onValue(target.checked)}
      />
    );
  }
  if (kind === "choice") {
    const choices = [{ value: "", label: t("choose") }, ...options.map((option) => ({ value: option, label: option }))];
    return <SelectField {...words} options={choices} value={text} onChange={change} />;
  }
  if (kind === "date") return <TextField {...words} type="date" value={text} onChange={change} />;
  if (kind === "text" && height >= LINES_MM)
    return <TextareaField {...words} maxLength={VALUE_CHARS_MAX} value={text} onChange={change} />;
  const inputMode = kind === "amount" ? "decimal" : undefined;
  return <TextField {...words} inputMode={inputMode} maxLength={VALUE_CHARS_MAX} value={text} onChange={change} />;
}
