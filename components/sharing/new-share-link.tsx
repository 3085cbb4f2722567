"use client";

import { Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { createShareLinkAction } from "#lib/features/evidence/sharing/actions.ts";
import { SHARE_DAYS } from "#lib/features/evidence/sharing/types.ts";
import type { FormState } from "#lib/words/form-state.ts";

const DAYS_DEFAULT = 7;
const LABEL_CHARS_MAX = 200;

/** Makes a link: for whom, and for how long. It then stands in the list, to be copied. @param file of a bundle: the one that it opens */
export function NewShareLink({ id, file }: { id: string; file?: { place: number; name: string } }) {
  const t = useTranslations("record.share");
  const [open, setOpen] = useState(false);
  const wiring = useActionForm(async (before: FormState<string, string>, form: FormData) => {
    const next = await createShareLinkAction(before, form);
    if (next.done) setOpen(false);
    return next;
  }, NOTHING_TYPED);
  const { state } = wiring;
  const { values, problems } = state;
  if (!open) {
    return (
      <div className="grid justify-items-start gap-2">
        <Button size="sm" icon={<Link2 aria-hidden="true" className="size-4" />} onClick={() => setOpen(true)}>
          {t(file ? "newFileLink" : "newLink")}
        </Button>
        <span role="status" className="text-xs text-ink-soft empty:hidden">
          {state.done ? t("made") : null}
        </span>
      </div>
    );
  }
  return (
    <ActionForm wiring={wiring} aria-label={t("newLink")}>
      <input type="hidden" name="id" value={id} />
      {file ? <input type="hidden" name="file" value={file.place} /> : null}
      <TextField
        name="label"
        label={t("label")}
        hint={t("labelHint")}
        optional
        autoFocus
        autoComplete="off"
        maxLength={LABEL_CHARS_MAX}
        defaultValue={values.label ?? file?.name.slice(-LABEL_CHARS_MAX)}
        error={problems.label?.text}
      />
      <SelectField
        name="days"
        label={t("days")}
        defaultValue={values.days ?? `${DAYS_DEFAULT}`}
        error={problems.days?.text}
        options={SHARE_DAYS.map((days) => ({ value: `${days}`, label: t("day", { count: days }) }))}
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton>{t("make")}</SubmitButton>
        <Cancel onCancel={() => setOpen(false)} />
      </div>
    </ActionForm>
  );
}

const NOTHING_TYPED: FormState<string, string> = { values: {}, problems: {} };

function Cancel({ onCancel }: { onCancel: () => void }) {
  const t = useTranslations("common");
  return (
    <Button variant="quiet" onClick={onCancel}>
      {t("cancel")}
    </Button>
  );
}
