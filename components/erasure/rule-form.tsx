"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { addRuleAction } from "#lib/features/evidence/erasure/actions.ts";

const TAG_CHARS_MAX = 40;

/** A new rule: for which records, and how long. */
export function RuleForm({ tags }: { tags: readonly string[] }) {
  const t = useTranslations("erasure.rules");
  const list = useId();
  const wiring = useActionForm(addRuleAction, { values: { type: "any", tag: "", days: "" }, problems: {} });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring} key={done}>
      <SavedCallout done={done === undefined ? undefined : true}>{t("added")}</SavedCallout>
      <div className="grid items-start gap-5 sm:grid-cols-3">
        <SelectField
          name="type"
          label={t("type")}
          defaultValue={values.type || "any"}
          options={(["any", "file", "digest"] as const).map((type) => ({ value: type, label: t(`types.${type}`) }))}
          error={problems.type?.text}
        />
        <TextField
          name="tag"
          label={t("tag")}
          optional
          list={list}
          maxLength={TAG_CHARS_MAX}
          autoComplete="off"
          defaultValue={values.tag}
          error={problems.tag?.text}
        />
        <TextField
          name="days"
          label={t("days")}
          inputMode="numeric"
          required
          autoComplete="off"
          defaultValue={values.days}
          error={problems.days?.text}
        />
      </div>
      <datalist id={list}>
        {tags.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <SubmitButton>{t("add")}</SubmitButton>
    </ActionForm>
  );
}
