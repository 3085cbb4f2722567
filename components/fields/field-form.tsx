"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { FIELD_NAME_CHARS_MAX, FIELD_TYPES } from "#lib/core/claim/own-fields.ts";
import { addFieldAction, changeFieldAction } from "#lib/features/evidence/fields/actions.ts";
import { type FieldDefinition, LIST_COLUMNS_MAX } from "#lib/features/evidence/fields/types.ts";

/** A new field, or one that is changed. */
export function FieldForm({ field }: { field?: FieldDefinition }) {
  const t = useTranslations("fields");
  const wiring = useActionForm(field ? changeFieldAction : addFieldAction, {
    values: {
      ...(field ? { id: field.id } : {}),
      name: field?.name ?? "",
      type: field?.type ?? "text",
      currency: field?.currency ?? "",
      required: field?.required ? "on" : "",
      inList: (field?.inList ?? true) ? "on" : "",
    },
    problems: {},
  });
  const { values, problems, done } = wiring.state;
  return (
    // What was added leaves the form as it was at first.
    <ActionForm wiring={wiring} key={field ? "" : done}>
      <SavedCallout done={done === undefined ? undefined : true}>{t(field ? "saved" : "added")}</SavedCallout>
      {field ? <input type="hidden" name="id" value={field.id} /> : null}
      <TextField
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        required
        maxLength={FIELD_NAME_CHARS_MAX}
        autoComplete="off"
        defaultValue={values.name}
        error={problems.name?.text}
      />
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <SelectField
          name="type"
          label={t("type")}
          defaultValue={values.type || "text"}
          options={FIELD_TYPES.map((type) => ({ value: type, label: t(`types.${type}`) }))}
        />
        <TextField
          name="currency"
          label={t("currency")}
          hint={t("currencyHint")}
          placeholder="CNY"
          maxLength={3}
          autoComplete="off"
          defaultValue={values.currency}
          error={problems.currency?.text}
        />
      </div>
      <Checkbox
        name="required"
        label={t("required")}
        hint={t("requiredHint")}
        defaultChecked={values.required === "on"}
      />
      <Checkbox
        name="inList"
        label={t("inList")}
        hint={t("inListHint", { max: LIST_COLUMNS_MAX })}
        defaultChecked={values.inList === "on" || (!field && done !== undefined)}
      />
      <div>
        <SubmitButton>{t(field ? "save" : "add")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
