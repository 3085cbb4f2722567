"use client";

import { useTranslations } from "next-intl";
import { useContext, useState } from "react";
import { FieldInput } from "#components/fields/field-input.tsx";
import { Card } from "#components/ui/card.tsx";
import type { OwnField } from "#lib/core/claim/own-fields.ts";
import { FieldTable } from "./field-table.tsx";
import { NameParts } from "./name-parts.tsx";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { AskedFields, mayChangeFields, useFieldValues } from "./use-field-values.ts";

type FieldPanelProps = {
  items: readonly UploadItem[];
  queue: UploadQueue;
  /** Whether anything typed is no value of its field. */
  onWrong: (wrong: boolean) => void;
};

/** The organisation's own fields: values for all chosen files, out of a table, or out of their names. */
export function FieldPanel({ items, queue, onWrong }: FieldPanelProps) {
  const t = useTranslations("fields.upload");
  const asked = useContext(AskedFields);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [taken, setTaken] = useState<number>();
  const values = useFieldValues(queue);
  const open = items.filter((item) => mayChangeFields(item, values));
  if (asked.length === 0 || open.length === 0) return null;
  const change = (name: string, value: OwnField | "bad" | undefined) => {
    const others = Object.entries(queue.fields.snapshot().common).filter(([other]) => other !== name);
    const given = value === "bad" || value === undefined ? [] : [[name, value] as const];
    queue.fields.setCommon(Object.fromEntries([...others, ...given]));
    const bad = new Set(wrong);
    if (value === "bad") bad.add(name);
    else bad.delete(name);
    setWrong(bad);
    onWrong(bad.size > 0);
  };
  return (
    <Card title={t("title")} description={t("lead")}>
      <div className="grid gap-5">
        <fieldset>
          <legend className="mb-2 text-sm text-ink-soft">{t("forAll")}</legend>
          <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {asked.map((field) => (
              <FieldInput
                key={field.id}
                field={field}
                initial={queue.fields.snapshot().common[field.name]}
                onValue={(value) => change(field.name, value)}
              />
            ))}
          </div>
        </fieldset>
        <FieldTable items={open} queue={queue} onTaken={setTaken} />
        <NameParts items={open} queue={queue} onTaken={setTaken} />
        <p role="status" className="text-sm empty:hidden">
          {taken === undefined ? null : t("taken", { count: taken })}
        </p>
      </div>
    </Card>
  );
}
