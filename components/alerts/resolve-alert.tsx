"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FormProblemCallout } from "#components/forms/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { resolveAlertAction } from "#lib/features/operations/alerts/actions.ts";
import { NOTE_CHARS_MAX } from "#lib/features/operations/alerts/types.ts";

/** Ends an alert by a person's word, which asks for a note. @param props.conflict it never ends otherwise */
export function ResolveAlert({ id, title, conflict }: { id: string; title: string; conflict: boolean }) {
  const t = useTranslations("alerts.resolve");
  const [state, act] = useActionState(resolveAlertAction, { values: {}, problems: {} });
  const trigger = (
    <Button size="sm" aria-label={t("longLabel", { title })}>
      {t("label")}
    </Button>
  );
  return (
    <Dialog trigger={trigger} title={t("title")} description={title}>
      <form action={act} noValidate className="grid gap-4">
        <p className="text-sm">{conflict ? t("conflict") : t("text")}</p>
        <input type="hidden" name="id" value={id} />
        <TextareaField
          name="note"
          label={t("note")}
          hint={t("noteHint", { max: NOTE_CHARS_MAX })}
          required
          maxLength={NOTE_CHARS_MAX}
          defaultValue={state.values.note}
          error={state.problems.note?.text}
        />
        <FormProblemCallout problem={state.problem} />
        <div className="flex justify-end">
          <SubmitButton variant={conflict ? "danger" : "primary"}>{t("confirm")}</SubmitButton>
        </div>
      </form>
    </Dialog>
  );
}
