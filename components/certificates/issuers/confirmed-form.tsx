"use client";

import { startTransition, useState } from "react";
import { FormProblemCallout } from "#components/forms/action-form.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import type { FormProblem, FormState } from "#lib/words/form-state.ts";

type ConfirmedFormProps<Done> = {
  action: (before: FormState<string, Done>, form: FormData) => Promise<FormState<string, Done>>;
  fields: Record<string, string>;
  label: string;
  longLabel: string;
  title: string;
  description: string;
  confirmLabel: string;
};

/** A button that asks first, and says what was refused. */
export function ConfirmedForm<Done>({ action, fields, label, longLabel, ...words }: ConfirmedFormProps<Done>) {
  const [problem, setProblem] = useState<FormProblem>();
  const [busy, setBusy] = useState(false);
  const confirm = () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    setBusy(true);
    startTransition(async () => {
      const state = await action({ values: {}, problems: {} }, form).finally(() => setBusy(false));
      setProblem(state.problem);
    });
  };
  const trigger = (
    <Button size="sm" busy={busy} aria-label={longLabel}>
      {label}
    </Button>
  );
  return (
    <div className="grid gap-2">
      <AlertDialog {...words} trigger={trigger} onConfirm={confirm} />
      <FormProblemCallout problem={problem} />
    </div>
  );
}
