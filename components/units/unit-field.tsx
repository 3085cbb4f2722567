"use client";

import { useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";

type UnitFieldProps = {
  units: readonly UnitChoice[];
  /** Whoever chooses acts for the whole organisation; else what is not chosen is their own. */
  isWhole: boolean;
  hint?: string | undefined;
  chosen?: string | undefined;
  error?: string | undefined;
  /** Where no form is sent. */
  onChosen?: (unit: string) => void;
};

/** To which unit something belongs. Where there are none nobody is asked. */
export function UnitField({ units, isWhole, hint, chosen = "", error, onChosen }: UnitFieldProps) {
  const t = useTranslations("units");
  const open = units.filter(({ id, closed }) => !closed || id === chosen);
  if (open.length === 0) return null;
  return (
    <SelectField
      name="unit"
      label={t("unit")}
      hint={hint}
      defaultValue={chosen}
      options={[
        { value: "", label: t(isWhole ? "whole" : "own") },
        ...open.map(({ id, path }) => ({ value: id, label: path })),
      ]}
      error={error}
      onChange={onChosen && (({ target }) => onChosen(target.value))}
    />
  );
}
