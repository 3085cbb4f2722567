"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { useEditor } from "../editor.ts";
import { NumberField } from "./number-field.tsx";
import { PredicatesForm } from "./predicates-form.tsx";

/** Years that most certificates of limited validity are given, in months. */
const MONTHS_FIRST = 24;

/** What the credential says, and for how long: read by programs, wallets and whoever checks it, not printed by itself. */
export function WordsPanel() {
  const t = useTranslations("templates.designer.words");
  const { document, change, problemAt } = useEditor();
  const { achievement } = document;
  const set = (member: keyof typeof achievement, value: string) =>
    change(
      (before) => ({ ...before, achievement: { ...before.achievement, [member]: value.normalize("NFC") } }),
      `achievement ${member}`,
    );
  return (
    <div className="grid gap-4">
      <p className="text-sm text-ink-soft">{t("lead")}</p>
      <TextField
        label={t("name")}
        hint={t("nameHint")}
        value={achievement.name}
        error={problemAt("achievement", "name")}
        onChange={(event) => set("name", event.target.value)}
      />
      <TextareaField
        label={t("description")}
        hint={t("descriptionHint")}
        value={achievement.description}
        error={problemAt("achievement", "description")}
        onChange={(event) => set("description", event.target.value)}
      />
      <TextareaField
        label={t("criteria")}
        hint={t("criteriaHint")}
        value={achievement.criteria}
        error={problemAt("achievement", "criteria")}
        onChange={(event) => set("criteria", event.target.value)}
      />
      <ValidityForm />
      <PredicatesForm />
    </div>
  );
}

function ValidityForm() {
  const t = useTranslations("templates.designer.validity");
  const { document, change, problemAt } = useEditor();
  const { validity } = document;
  const set = (months: number | undefined, about?: string) =>
    change(({ validity: _, ...rest }) => (months === undefined ? rest : { ...rest, validity: { months } }), about);
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 text-sm font-medium">{t("title")}</legend>
      <Checkbox
        label={t("ends")}
        hint={t("hint")}
        checked={validity !== undefined}
        onChange={(event) => set(event.target.checked ? MONTHS_FIRST : undefined)}
      />
      {validity ? (
        <NumberField
          label={t("months")}
          min={1}
          step={1}
          value={validity.months}
          error={problemAt("validity", "months")}
          onValue={(months) => set(Math.round(months), "validity")}
        />
      ) : null}
    </fieldset>
  );
}
