"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
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

type Asked = {
  change: StatusChange;
  ids: readonly string[];
  /** Chosen ones that may not be changed so. */
  left: number;
};

type ChangeStatusProps = {
  certificates: readonly ChangedCertificate[];
  /** Told once something was changed. */
  onDone?: () => void;
};

/**
 * What may be done with a certificate, or with a selection of them: a button each, which asks for the reason first. Nothing where none of them
 * may be changed.
 */
export function ChangeStatus({ certificates, onDone }: ChangeStatusProps) {
  const t = useTranslations("certificateStatus");
  const [open, setOpen] = useState(false);
  // What was asked for stays, also once the list behind it shows how they stand now: the answer is still to be read.
  const [asked, setAsked] = useState<Asked>();
  const offered = CHANGES.map((change) => ({
    change,
    ids: certificates.filter(({ state }) => mayBecome(state, change)).map(({ id }) => id),
  })).filter(({ change, ids }) => ids.length > 0 && (change !== "superseded" || certificates.length === 1));
  const ask = ({ change, ids }: Pick<Asked, "change" | "ids">) => {
    setAsked({ change, ids, left: certificates.length - ids.length });
    setOpen(true);
  };
  const done = () => {
    // Of a single one the page shows it.
    if (asked?.ids.length === 1) setOpen(false);
    onDone?.();
  };
  return (
    <>
      {offered.length > 0 ? (
        <fieldset className="flex flex-wrap gap-3">
          <legend className="sr-only">{t("legend", { count: certificates.length })}</legend>
          {offered.map((each) => (
            <Button key={each.change} size="sm" scripted onClick={() => ask(each)}>
              {t(`${each.change}.button`)}
            </Button>
          ))}
        </fieldset>
      ) : null}
      {asked ? <ChangeDialog asked={asked} open={open} onOpenChange={setOpen} onDone={done} /> : null}
    </>
  );
}

type ChangeDialogProps = { asked: Asked; open: boolean; onOpenChange: (open: boolean) => void; onDone: () => void };

function ChangeDialog({ asked: { change, ids, left }, open, onOpenChange, onDone }: ChangeDialogProps) {
  const t = useTranslations("certificateStatus");
  const count = ids.length;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t(`${change}.title`, { count })}
      description={t(`${change}.text`, { count })}
    >
      {left > 0 ? <p className="text-sm">{t("left", { count: left })}</p> : null}
      <ChangeForm change={change} ids={ids} onDone={onDone} />
    </Dialog>
  );
}

function ChangeForm({ change, ids, onDone }: Omit<Asked, "left"> & { onDone: () => void }) {
  const t = useTranslations("certificateStatus");
  const wiring = useActionForm(changeStatusAction, { values: {}, problems: {} });
  const { state } = wiring;
  const isFinal = change === "revoked" || change === "superseded";
  const tell = useEffectEvent(onDone);
  useEffect(() => {
    if (state.done) tell();
  }, [state.done]);
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
