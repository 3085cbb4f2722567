"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FieldInput } from "#components/fields/field-input.tsx";
import type { OwnField, OwnFields } from "#lib/core/claim/own-fields.ts";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";

type Typed = Record<string, OwnField | "bad" | undefined>;

/** The values of own fields as they are typed for one record. */
export function useTypedFields(asked: readonly FieldDefinition[]) {
  const [typed, setTyped] = useState<Typed>({});
  const given = Object.entries(typed).filter((entry): entry is [string, OwnField] => typeof entry[1] === "object");
  const fields: OwnFields = Object.fromEntries(given);
  return {
    fields,
    /** Names of those without which nothing is recorded by hand. */
    lacking: asked.filter(({ name, required }) => required && !Object.hasOwn(fields, name)).map(({ name }) => name),
    isWrong: Object.values(typed).includes("bad"),
    onValue: (name: string, value: Typed[string]) => setTyped((before) => ({ ...before, [name]: value })),
  };
}

/** The organisation's own fields, asked for the bundle as a whole. Nothing where it has none. */
export function BundleFields({
  asked,
  lacking,
  onValue,
}: { asked: readonly FieldDefinition[] } & Pick<ReturnType<typeof useTypedFields>, "lacking" | "onValue">) {
  const t = useTranslations("fields.upload");
  if (asked.length === 0) return null;
  return (
    <fieldset className="grid gap-3">
      <legend className="text-sm font-medium">{t("title")}</legend>
      <p className="text-sm text-ink-soft">{t("lead")}</p>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {asked.map((field) => (
          <FieldInput
            key={field.id}
            field={field}
            initial={undefined}
            onValue={(value) => onValue(field.name, value)}
          />
        ))}
      </div>
      {lacking.length > 0 ? (
        <p className="text-xs text-attention">{t("lacks", { names: lacking.join(", ") })}</p>
      ) : null}
    </fieldset>
  );
}
