"use client";

import { useTranslations } from "next-intl";
import { useContext, useMemo, useState } from "react";
import { namePartsOf, proposedFields, valuesOfParts } from "#components/fields/name-parts.ts";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { AskedFields } from "./use-field-values.ts";

type NamePartsProps = { items: readonly UploadItem[]; queue: UploadQueue; onTaken: (files: number) => void };

/** Offers the parts of the files' names as values. Only what the person takes over counts. */
export function NameParts({ items, queue, onTaken }: NamePartsProps) {
  const t = useTranslations("fields.upload.guess");
  const asked = useContext(AskedFields);
  const names = items.map(({ name }) => name).join("\n");
  const pattern = useMemo(() => namePartsOf(names.split("\n")), [names]);
  const example = pattern?.parts[0] ?? [];
  const [said, setSaid] = useState<Record<number, string>>({});
  if (!pattern || items.length === 0) return null;
  const proposed = proposedFields(example, asked);
  const chosen = example.map((_, at) => asked.find(({ id }) => id === (said[at] ?? proposed[at])));
  const values = valuesOfParts(pattern, chosen);
  const takeOver = () => {
    const { own } = queue.fields.snapshot();
    const given = items.flatMap(({ key, name }) => {
      const read = values.get(name);
      return read ? [[key, { ...own.get(key), ...read }] as const] : [];
    });
    queue.fields.give(new Map(given));
    onTaken(given.length);
  };
  const options = [{ value: "", label: t("nothing") }, ...asked.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <section aria-label={t("title")} className="grid gap-3 border-t border-rule pt-4">
      <p className="text-sm">{t("title")}</p>
      <div className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {example.map((part, at) => (
          <SelectField
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place
            key={at}
            label={t("part", { example: part })}
            value={said[at] ?? proposed[at] ?? ""}
            onChange={({ target }) => setSaid({ ...said, [at]: target.value })}
            options={options}
          />
        ))}
        <div>
          <Button disabled={values.size === 0} onClick={takeOver}>
            {t("apply", { count: items.filter(({ name }) => values.has(name)).length })}
          </Button>
        </div>
      </div>
    </section>
  );
}
