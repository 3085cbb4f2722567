"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { changeStatusAction } from "#lib/features/certificates/status/actions.ts";
import { type CertificateState, mayBecome, type StatusChange } from "#lib/features/certificates/status/types.ts";

export interface ChangedCertificate {
  id: string;
  state: CertificateState;
}

/** Superseding one by the id of another stands last: mostly a corrected one is issued in its place. */
const CHANGES = ["suspended", "resumed", "revoked", "superseded"] as const satisfies readonly StatusChange[];

/**
 * What may be done with a certificate, or with a selection of them: a button each, which asks for the reason first. Nothing where none of them
 * may be changed.
 */
export function ChangeStatus({ certificates }: { certificates: readonly ChangedCertificate[] }) {
  const t = useTranslations("certificateStatus");
  const offered = CHANGES.map((change) => ({
    change,
    ids: certificates.filter(({ state }) => mayBecome(state, change)).map(({ id }) => id),
  })).filter(({ change, ids }) => ids.length > 0 && (change !== "superseded" || certificates.length === 1));
  if (offered.length === 0) return null;
  return (
    <fieldset className="flex flex-wrap gap-3">
      <legend className="sr-only">{t("legend", { count: certificates.length })}</legend>
      {offered.map(({ change, ids }) => (
        <ChangeDialog key={change} change={change} ids={ids} left={certificates.length - ids.length} />
      ))}
    </fieldset>
  );
}

type ChangeDialogProps = {
  change: StatusChange;
  ids: readonly string[];
  /** Chosen ones that may not be changed so. */
  left: number;
};

function ChangeDialog({ change, ids, left }: ChangeDialogProps) {
  const t = useTranslations("certificateStatus");
  const [open, setOpen] = useState(false);
  const count = ids.length;
  const isFinal = change === "revoked" || change === "superseded";
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">{t(`${change}.button`)}</Button>}
      title={t(`${change}.title`, { count })}
      description={t(`${change}.text`, { count })}
    >
      {left > 0 ? <p className="text-sm">{t("left", { count: left })}</p> : null}
      <ChangeForm change={change} ids={ids} isFinal={isFinal} />
    </Dialog>
  );
}

function ChangeForm({ change, ids, isFinal }: Omit<ChangeDialogProps, "left"> & { isFinal: boolean }) {
  const t = useTranslations("certificateStatus");
  const wiring = useActionForm(changeStatusAction, { values: {}, problems: {} });
  const { state } = wiring;
  if (state.done) return <p role="status">{t("done", state.done)}</p>;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="state" value={change} />
      <input type="hidden" name="ids" value={ids.join(" ")} />
      {change === "superseded" ? (
        <TextField
          name="replacement"
          mono
          label={t("replacement")}
          hint={t("replacementHint")}
          required
          autoComplete="off"
          defaultValue={state.values.replacement}
          error={state.problems.replacement?.text}
        />
      ) : null}
      <TextField
        name="reason"
        label={t("reason")}
        hint={t("reasonHint")}
        required={change !== "resumed"}
        optional={change === "resumed"}
        maxLength={500}
        defaultValue={state.values.reason}
        error={state.problems.reason?.text}
      />
      {state.problems.ids ? <p role="alert">{state.problems.ids.text}</p> : null}
      <div className="flex justify-end">
        <SubmitButton variant={isFinal ? "danger" : "primary"}>
          {t(`${change}.confirm`, { count: ids.length })}
        </SubmitButton>
      </div>
    </ActionForm>
  );
}
