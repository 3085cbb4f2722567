"use client";

import { Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { createShareAction } from "#lib/features/certificates/shares/actions.ts";
import { SHARE_DAYS, SHARE_VIEWS } from "#lib/features/certificates/shares/types.ts";
import type { FormState } from "#lib/words/form-state.ts";

const DAYS_DEFAULT = 30;
const LABEL_CHARS_MAX = 100;
type Done = "made" | "closed";
const NOTHING_TYPED: FormState<string, Done> = { values: {}, problems: {} };

/** `isStatement`: what the issuer worked out, which is shown without the value behind it. */
export type Choice = { name: string; label: string; value: string; onPage: boolean; isStatement: boolean };

/** Makes a share: for whom, what it shows, for how long, how often. It then stands in the list, to be copied. */
export function NewShare({ token, id, choices }: { token: string; id: string; choices: readonly Choice[] }) {
  const t = useTranslations("shares");
  const [open, setOpen] = useState(false);
  const wiring = useActionForm(async (before: FormState<string, Done>, form: FormData) => {
    const next = await createShareAction(before, form);
    if (next.done) setOpen(false);
    return next;
  }, NOTHING_TYPED);
  const { done } = wiring.state;
  if (!open) {
    return (
      <div className="grid justify-items-start gap-3">
        <Button icon={<Link2 aria-hidden="true" className="size-4" />} onClick={() => setOpen(true)}>
          {t("new")}
        </Button>
        <div role="status" className="empty:hidden">
          {done ? (
            <Callout tone="ok" title={t("made")}>
              {done === "closed" ? t("closed") : null}
            </Callout>
          ) : null}
        </div>
      </div>
    );
  }
  return (
    <ActionForm wiring={wiring} aria-label={t("new")}>
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="certificate" value={id} />
      <Choices choices={choices} hint={t("whatHint")} />
      <Terms values={wiring.state.values} problems={wiring.state.problems} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton>{t("make")}</SubmitButton>
        <Button variant="quiet" onClick={() => setOpen(false)}>
          {t("cancel")}
        </Button>
      </div>
    </ActionForm>
  );
}

/** What may be shown, to be ticked. @param hint what is shown in any case */
export function Choices({ choices, hint }: { choices: readonly Choice[]; hint: string }) {
  const t = useTranslations("shares");
  const fields = choices.filter(({ isStatement }) => !isStatement);
  const statements = choices.filter(({ isStatement }) => isStatement);
  return (
    <>
      <ChoiceGroup legend={t("what")} hint={hint} choices={fields} />
      {statements.length > 0 ? (
        <ChoiceGroup legend={t("statements")} hint={t("statementsHint")} choices={statements} />
      ) : null}
    </>
  );
}

function ChoiceGroup({ legend, hint, choices }: { legend: string; hint: string; choices: readonly Choice[] }) {
  const t = useTranslations("shares");
  return (
    <fieldset className="grid gap-1">
      <legend className="pb-1 text-sm font-medium">{legend}</legend>
      <p className="pb-1 text-xs text-ink-soft">{hint}</p>
      {choices.map(({ name, label, value, onPage }) => (
        <div key={name} className="flex min-h-11 items-center">
          <Checkbox
            name="shown"
            value={name}
            defaultChecked={onPage}
            label={t.rich("choice", {
              field: () => <bdi>{label}</bdi>,
              value: () => <bdi className="text-ink-soft">{value}</bdi>,
            })}
          />
        </div>
      ))}
    </fieldset>
  );
}

function Terms({ values, problems }: Pick<FormState<string, Done>, "values" | "problems">) {
  const t = useTranslations("shares");
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          name="days"
          label={t("days")}
          defaultValue={values.days ?? `${DAYS_DEFAULT}`}
          error={problems.days?.text}
          options={SHARE_DAYS.map((days) => ({ value: `${days}`, label: t("day", { count: days }) }))}
        />
        <SelectField
          name="views"
          label={t("views")}
          defaultValue={values.views ?? "0"}
          error={problems.views?.text}
          options={SHARE_VIEWS.map((views) => ({
            value: `${views}`,
            label: views === 0 ? t("viewsAny") : t("viewsMost", { count: views }),
          }))}
        />
      </div>
      <TextField
        name="label"
        label={t("label")}
        hint={t("labelHint")}
        optional
        autoComplete="off"
        maxLength={LABEL_CHARS_MAX}
        defaultValue={values.label}
        error={problems.label?.text}
      />
    </>
  );
}
