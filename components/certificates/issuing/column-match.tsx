"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { type AskedField, EMAIL, HOLDER_NAME, REPLACES } from "#lib/features/certificates/issuing/schema/draft.ts";
import type { Columns } from "#lib/features/certificates/issuing/schema/roster.ts";
import { columnName } from "#lib/sheets/cell.ts";
import { useFieldName } from "./fault-words.ts";

type ColumnMatchProps = {
  headings: readonly string[];
  columns: Columns;
  fields: readonly AskedField[];
  onChange: (columns: Columns) => void;
};

/** For each field of the template the column that it comes from, as guessed, until somebody says otherwise. */
export function ColumnMatch({ headings, columns, fields, onChange }: ColumnMatchProps) {
  const t = useTranslations("batches.file");
  const nameOf = useFieldName(fields);
  const asked = [
    { name: HOLDER_NAME, required: true },
    ...fields.map(({ name, required }) => ({ name, required })),
    { name: EMAIL, required: false },
    { name: REPLACES, required: false },
  ];
  const label = (at: number) => {
    const letter = columnName(at);
    const heading = headings[at] ?? "";
    return heading === "" ? t("unnamed", { letter }) : t("column", { letter, heading });
  };
  const choose = (field: string, chosen: string) => {
    const next = columns.map((each) => (each === field ? undefined : each));
    if (chosen !== "") next[Number(chosen)] = field;
    onChange(next);
  };
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-medium">{t("columns")}</legend>
      <p className="text-xs text-ink-soft">{t("columnsHint")}</p>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {asked.map(({ name, required }) => (
          <SelectField
            key={name}
            label={nameOf(name)}
            optional={!required}
            value={columns.includes(name) ? String(columns.indexOf(name)) : ""}
            onChange={({ target }) => choose(name, target.value)}
            options={[
              { value: "", label: t("notUsed") },
              ...headings.map((_, at) => ({ value: String(at), label: label(at) })),
            ]}
          />
        ))}
      </div>
    </fieldset>
  );
}
