"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { DATE_FORMS } from "#lib/features/certificates/templates/schema/placeholders.ts";
import { BUILT_IN_VALUES } from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "../editor.ts";

const DATES: readonly string[] = ["issued_on", "valid_until"];

/** Chooses a value of the certificate, for dates in its form, and puts it where the cursor is. */
export function InsertValue({ onInsert }: { onInsert: (placeholder: string) => void }) {
  const t = useTranslations("templates.designer.insert");
  const { document, labelOf } = useEditor();
  const { fields } = document;
  const names = [...BUILT_IN_VALUES, ...fields.map(({ name }) => name)];
  const [chosen, choose] = useState<string>(BUILT_IN_VALUES[0]);
  const [form, setForm] = useState("");
  const name = names.includes(chosen) ? chosen : BUILT_IN_VALUES[0];
  const isDate = DATES.includes(name) || fields.some((field) => field.name === name && field.type === "date");
  return (
    <div className="flex flex-wrap items-end gap-2">
      <div className="min-w-36 flex-1">
        <SelectField
          label={t("value")}
          value={name}
          onChange={(event) => choose(event.target.value)}
          options={names.map((value) => ({ value, label: labelOf(value) }))}
        />
      </div>
      {isDate ? (
        <div className="min-w-32 flex-1">
          <SelectField
            label={t("form")}
            value={form}
            onChange={(event) => setForm(event.target.value)}
            options={[
              { value: "", label: t("forms.usual") },
              ...DATE_FORMS.map((value) => ({ value, label: t(`forms.${value}`) })),
            ]}
          />
        </div>
      ) : null}
      <Button onClick={() => onInsert(isDate && form ? `{{${name}:${form}}}` : `{{${name}}}`)}>{t("insert")}</Button>
    </div>
  );
}
