"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { changeUnitAction, createUnitAction } from "#lib/features/accounts/units/actions.ts";
import { type PlacedUnit, UNIT_NAME_CHARS_MAX, type UnitChoice } from "#lib/features/accounts/units/types.ts";

type UnitFormProps = {
  /** One that is changed; a new one without. */
  unit?: PlacedUnit;
  units: readonly UnitChoice[];
};

/** Name and place of a unit. */
export function UnitForm({ unit, units }: UnitFormProps) {
  const t = useTranslations("units");
  const wiring = useActionForm(unit ? changeUnitAction : createUnitAction, {
    values: { ...(unit && { id: unit.id }), name: unit?.name ?? "", parent: unit?.parent ?? "" },
    problems: {},
  });
  const { values, problems, done } = wiring.state;
  const isPossible = ({ id, path, closed }: UnitChoice) =>
    (!closed || id === unit?.parent) && !(unit && (id === unit.id || path.startsWith(`${unit.path} / `)));
  return (
    // What was added leaves the form as it was at first.
    <ActionForm wiring={wiring} key={unit ? "" : `${done}`}>
      <SavedCallout done={done === undefined ? undefined : true}>{t(unit ? "save" : "added")}</SavedCallout>
      {unit ? <input type="hidden" name="id" value={unit.id} /> : null}
      <TextField
        name="name"
        label={t("name")}
        required
        maxLength={UNIT_NAME_CHARS_MAX}
        autoComplete="off"
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <SelectField
        name="parent"
        label={t("parent")}
        hint={unit ? t("changeText") : undefined}
        defaultValue={values.parent}
        options={[
          { value: "", label: t("top") },
          ...units.filter(isPossible).map(({ id, path }) => ({ value: id, label: path })),
        ]}
        error={problems.parent?.text}
      />
      <div>
        <SubmitButton>{t(unit ? "save" : "addSubmit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
