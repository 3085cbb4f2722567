"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UnitField } from "#components/units/unit-field.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import {
  BATCH_NAME_CHARS_MAX,
  BATCH_SIZE_MAX,
  type IssuableTemplate,
} from "#lib/features/certificates/issuing/types.ts";
import { dayOf } from "#lib/i18n/days.ts";

export interface What {
  template: string;
  name: string;
  /** The last day, YYYY-MM-DD; empty: without an end. */
  validUntil: string;
  how: "table" | "form";
  /** Id of its unit; empty: the own one. */
  unit: string;
}

type WhatStepProps = {
  templates: readonly IssuableTemplate[];
  before: Partial<What>;
  zone: string;
  units: readonly UnitChoice[];
  isWhole: boolean;
  onNext: (what: What) => void;
};

export function WhatStep({ templates, before, zone, units, isWhole, onNext }: WhatStepProps) {
  const t = useTranslations("batches.wizard");
  const format = useFormatter();
  const only = templates.length === 1 ? templates[0]?.id : undefined;
  const [template, setTemplate] = useState(before.template || only || "");
  const [name, setName] = useState(before.name ?? "");
  const [validUntil, setValidUntil] = useState(before.validUntil ?? "");
  const [how, setHow] = useState<What["how"]>(before.how ?? "table");
  const [unit, setUnit] = useState(before.unit ?? "");
  const [tried, setTried] = useState(false);
  const chosen = templates.find(({ id }) => id === template);
  const suggested = chosen
    ? t("defaultName", { template: chosen.name, date: format.dateTime(new Date(), { dateStyle: "medium" }) })
    : "";
  const named = (name.trim() || suggested).slice(0, BATCH_NAME_CHARS_MAX);
  const isPast = validUntil !== "" && validUntil <= dayOf(new Date(), zone);
  const next = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (chosen && named !== "" && !isPast) onNext({ template, name: named, validUntil, how, unit });
  };
  return (
    <form onSubmit={next} noValidate className="grid gap-5">
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <SelectField
          label={t("template")}
          value={template}
          onChange={({ target }) => setTemplate(target.value)}
          error={tried && !chosen ? t("templateMissing") : undefined}
          options={[
            ...(chosen ? [] : [{ value: "", label: t("chooseTemplate") }]),
            ...templates.map(({ id, name: label }) => ({ value: id, label })),
          ]}
        />
        <TextField
          label={t("name")}
          hint={t("nameHint")}
          value={name}
          placeholder={suggested}
          maxLength={BATCH_NAME_CHARS_MAX}
          autoComplete="off"
          onChange={({ target }) => setName(target.value)}
        />
        <TextField
          type="date"
          label={t("validUntil")}
          hint={chosen?.months ? t("validUntilMonths", { count: chosen.months }) : t("validUntilHint")}
          optional
          value={validUntil}
          max="2999-12-31"
          error={tried && isPast ? t("dateWrong") : undefined}
          onChange={({ target }) => setValidUntil(target.value)}
        />
        <UnitField units={units} isWhole={isWhole} hint={t("unitHint")} chosen={unit} onChosen={setUnit} />
      </div>
      <RadioGroup
        name="how"
        legend={t("how")}
        value={how}
        onChange={(value) => setHow(value as What["how"])}
        options={[
          { value: "table", label: t("table"), hint: t("tableHint", { max: BATCH_SIZE_MAX }) },
          { value: "form", label: t("form"), hint: t("formHint") },
        ]}
      />
      <div>
        <Button type="submit" variant="primary" scripted>
          {t("next")}
        </Button>
      </div>
    </form>
  );
}
