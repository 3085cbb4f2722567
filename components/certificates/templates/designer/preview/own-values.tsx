"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import {
  type CertificateValues,
  type TemplateField,
  VALUE_CHARS_MAX,
} from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "../editor.ts";

/** The name and every field, as the author wants to see them. */
export function OwnValues({
  values,
  onValues,
}: {
  values: CertificateValues;
  onValues: (values: CertificateValues) => void;
}) {
  const t = useTranslations("templates.designer.preview");
  const { document, labelOf } = useEditor();
  const set = (name: string, value: string) => onValues({ ...values, [name]: value });
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-3 text-sm font-medium">{t("ownValues")}</legend>
      <TextField
        label={labelOf("holder_name")}
        value={values.holder_name ?? ""}
        maxLength={VALUE_CHARS_MAX}
        autoComplete="off"
        onChange={(event) => set("holder_name", event.target.value)}
      />
      {document.fields.map((field) => (
        <ValueField
          key={field.name}
          field={field}
          label={labelOf(field.name)}
          value={values[field.name] ?? ""}
          onValue={(value) => set(field.name, value)}
        />
      ))}
    </fieldset>
  );
}

type ValueFieldProps = { field: TemplateField; label: string; value: string; onValue: (value: string) => void };

function ValueField({ field, label, value, onValue }: ValueFieldProps) {
  const wiring = { label, value, optional: !field.required };
  if (field.type === "choice") {
    const choices = [...new Set(["", value, ...(field.choices ?? [])])];
    return (
      <SelectField
        {...wiring}
        onChange={(event) => onValue(event.target.value)}
        options={choices.map((choice) => ({ value: choice, label: choice === "" ? "—" : choice }))}
      />
    );
  }
  return (
    <TextField
      {...wiring}
      type={field.type === "date" ? "date" : "text"}
      inputMode={field.type === "number" ? "decimal" : undefined}
      maxLength={VALUE_CHARS_MAX}
      autoComplete="off"
      onChange={(event) => onValue(event.target.value)}
    />
  );
}
