"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import type { FieldType, TemplateField } from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "../editor.ts";
import { changeField } from "../edits.ts";

const LANGUAGES = ["zh-CN", "en"] as const;
const TYPES = ["text", "date", "number", "choice"] as const satisfies readonly FieldType[];

type FieldFormProps = { field: TemplateField; at: number };

export function FieldForm({ field, at }: FieldFormProps) {
  const t = useTranslations("templates.designer.fields");
  const { change, problemAt } = useEditor();
  const set = (members: Partial<TemplateField>, member?: string) =>
    change(changeField(at, members), member && `field ${at} ${member}`);
  return (
    <>
      {LANGUAGES.map((language) => (
        <TextField
          key={language}
          label={t(`labels.${language}`)}
          lang={language}
          value={field.label[language]}
          error={problemAt("fields", at, "label", language)}
          onChange={(event) =>
            set({ label: { ...field.label, [language]: event.target.value.normalize("NFC") } }, `label ${language}`)
          }
        />
      ))}
      <TextField
        mono
        label={t("name")}
        hint={t("nameHint")}
        value={field.name}
        error={problemAt("fields", at, "name")}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => set({ name: event.target.value.trim().toLowerCase() }, "name")}
      />
      <SelectField
        label={t("type")}
        value={field.type}
        onChange={(event) => set(ofType(event.target.value as FieldType, t("firstChoice")))}
        options={TYPES.map((value) => ({ value, label: t(`types.${value}`) }))}
      />
      <FormatField field={field} at={at} />
      <Checkbox
        label={t("required")}
        hint={t("requiredHint")}
        checked={field.required}
        onChange={(event) => set({ required: event.target.checked })}
      />
      <Checkbox
        label={t("private")}
        hint={t("privateHint")}
        checked={field.visibility === "private"}
        onChange={(event) => set({ visibility: event.target.checked ? "private" : "shown" })}
      />
    </>
  );
}

/** What belonged to another type goes. */
function ofType(type: FieldType, choice: string): Partial<TemplateField> {
  return { type, format: undefined, choices: type === "choice" ? [choice] : undefined } as Partial<TemplateField>;
}

const DATE_FORMS = ["long", "numeric", "han"] as const;
const DIGITS = ["0", "1", "2", "3", "4", "5", "6"] as const;

function FormatField({ field, at }: FieldFormProps) {
  const t = useTranslations("templates.designer.fields");
  const { change, problemAt } = useEditor();
  const set = (format: string) =>
    change(
      changeField(at, { format: format === "" ? undefined : format } as Partial<TemplateField>),
      `field ${at} format`,
    );
  const value = field.format ?? "";
  const error = problemAt("fields", at, "format");
  switch (field.type) {
    case "text":
      return (
        <TextField
          mono
          optional
          label={t("mask")}
          hint={t("maskHint")}
          value={value}
          error={error}
          maxLength={64}
          onChange={(event) => set(event.target.value)}
        />
      );
    case "date":
      return (
        <SelectField
          label={t("dateForm")}
          value={value}
          onChange={(event) => set(event.target.value)}
          options={[
            { value: "", label: t("dateForms.usual") },
            ...DATE_FORMS.map((form) => ({ value: form, label: t(`dateForms.${form}`) })),
          ]}
        />
      );
    case "number":
      return (
        <SelectField
          label={t("digits")}
          value={value}
          onChange={(event) => set(event.target.value)}
          options={[
            { value: "", label: t("digitsAny") },
            ...DIGITS.map((digits) => ({ value: digits, label: digits })),
          ]}
        />
      );
    case "choice":
      return <ChoicesField field={field} at={at} />;
  }
}

/** One a line, as it is typed; blank lines are none. */
function ChoicesField({ field, at }: FieldFormProps) {
  const t = useTranslations("templates.designer.fields");
  const { change, problemAt } = useEditor();
  const [typed, setTyped] = useState<string>();
  const take = (text: string) => {
    setTyped(text);
    const choices = text
      .normalize("NFC")
      .split("\n")
      .map((line) => line.trim());
    change(changeField(at, { choices: choices.filter((line) => line !== "") }), `field ${at} choices`);
  };
  return (
    <TextareaField
      label={t("choices")}
      hint={t("choicesHint")}
      value={typed ?? (field.choices ?? []).join("\n")}
      error={problemAt("fields", at, "choices")}
      onChange={(event) => take(event.target.value)}
      onBlur={() => setTyped(undefined)}
    />
  );
}
