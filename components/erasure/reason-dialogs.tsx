"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { eraseAction, holdAction } from "#lib/features/evidence/erasure/actions.ts";
import { REASON_CHARS_MAX } from "#lib/features/evidence/erasure/types.ts";

/** Keeps a record from being erased until the hold is released. */
export function HoldDialog({ id }: { id: string }) {
  const t = useTranslations("erasure");
  return (
    <Dialog
      trigger={
        <Button size="sm" scripted>
          {t("hold")}
        </Button>
      }
      title={t("hold")}
      description={t("holdText")}
    >
      <HoldForm id={id} />
    </Dialog>
  );
}

function HoldForm({ id }: { id: string }) {
  const t = useTranslations("erasure");
  const wiring = useActionForm(holdAction, { values: { reason: "", until: "" }, problems: {} });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      {done ? (
        <Callout tone="ok" role="status">
          {t("held")}
        </Callout>
      ) : null}
      <input type="hidden" name="id" value={id} />
      <Reason value={values.reason} error={problems.reason?.text} hint={t("holdReasonHint")} />
      <TextField
        name="until"
        type="date"
        label={t("holdUntil")}
        hint={t("holdUntilHint")}
        optional
        max="2999-12-31"
        defaultValue={values.until}
        error={problems.until?.text}
      />
      <SubmitButton>{t("hold")}</SubmitButton>
    </ActionForm>
  );
}

/** Erases a record's content and private details, which cannot be undone: its form says so. */
export function EraseDialog({ id }: { id: string }) {
  const t = useTranslations("erasure");
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="danger" scripted>
          {t("erase")}
        </Button>
      }
      title={t("eraseTitle")}
      description={t("eraseText")}
    >
      <EraseForm id={id} />
    </Dialog>
  );
}

function EraseForm({ id }: { id: string }) {
  const t = useTranslations("erasure");
  const wiring = useActionForm(eraseAction, { values: { reason: "" }, problems: {} });
  const { values, problems } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <Reason value={values.reason} error={problems.reason?.text} hint={t("eraseReasonHint")} />
      <SubmitButton variant="danger">{t("eraseNow")}</SubmitButton>
    </ActionForm>
  );
}

function Reason({ value, error, hint }: { value: string | undefined; error: string | undefined; hint: string }) {
  const t = useTranslations("erasure");
  return (
    <TextField
      name="reason"
      label={t("reason")}
      hint={hint}
      autoComplete="off"
      maxLength={REASON_CHARS_MAX}
      defaultValue={value}
      error={error}
    />
  );
}
