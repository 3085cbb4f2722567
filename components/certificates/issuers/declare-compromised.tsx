"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { declareCompromisedAction } from "#lib/features/certificates/issuers/actions.ts";
import type { KeyKind } from "#lib/features/certificates/issuers/types.ts";

type DeclareCompromisedProps = { name: string; kind: KeyKind; number: number };

/** Asks as of when a key is bad, and why; says what that does before it is done. */
export function DeclareCompromised({ name, kind, number }: DeclareCompromisedProps) {
  const t = useTranslations("issuer.keys");
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button size="sm" variant="quiet" aria-label={t("declareLong", { name })}>
            {t("declare")}
          </Button>
        }
        title={t("declareTitle", { name })}
        description={t("declareText")}
      >
        <CompromiseForm kind={kind} number={number} />
      </Dialog>
    </div>
  );
}

function CompromiseForm({ kind, number }: Omit<DeclareCompromisedProps, "name">) {
  const t = useTranslations("issuer.keys");
  const wiring = useActionForm(declareCompromisedAction, { values: {}, problems: {} });
  const { state } = wiring;
  // On the reader's clock; what is sent names the moment.
  const [local, setLocal] = useState("");
  const moment = new Date(local);
  const asOf = local === "" || Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  if (state.done) return <p role="status">{t("declared")}</p>;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="number" value={number} />
      <input type="hidden" name="asOf" value={asOf} />
      <TextField
        type="datetime-local"
        step={1}
        label={t("asOfField")}
        hint={t("asOfHint")}
        required
        value={local}
        onChange={(event) => setLocal(event.target.value)}
        error={state.problems.asOf?.text}
      />
      <TextareaField
        name="note"
        label={t("note")}
        hint={t("noteHint")}
        required
        rows={3}
        maxLength={500}
        defaultValue={state.values.note}
        error={state.problems.note?.text}
      />
      <div className="flex justify-end">
        <SubmitButton variant="danger">{t("declareConfirm")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
