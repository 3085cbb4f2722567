"use client";

import { startTransition, useActionState, useState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button, type ButtonVariant } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";

type ConfirmedActionProps = {
  action: (form: FormData) => Promise<void>;
  /** What the action is told. */
  fields?: Record<string, string>;
  label: string;
  /** For screen readers, where the label alone does not say which. */
  longLabel?: string;
  variant?: ButtonVariant;
  title: string;
  description: string;
  confirmLabel: string;
  /** A box to tick beside it: the field that is then "on". */
  choice?: { name: string; label: string; hint: string };
};

/** A button that asks before it does something that cannot be undone. */
export function ConfirmedAction({
  action,
  fields = {},
  label,
  longLabel,
  variant,
  choice,
  ...words
}: ConfirmedActionProps) {
  const [, act, pending] = useActionState(async (_: null, form: FormData) => {
    await action(form);
    return null;
  }, null);
  const [chosen, choose] = useState(false);
  const confirm = () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    if (choice && chosen) form.set(choice.name, "on");
    startTransition(() => act(form));
  };
  const trigger = (
    <Button size="sm" variant={variant} busy={pending} aria-label={longLabel}>
      {label}
    </Button>
  );
  return (
    <AlertDialog {...words} danger trigger={trigger} onConfirm={confirm}>
      {choice ? (
        <Checkbox
          label={choice.label}
          hint={choice.hint}
          checked={chosen}
          onChange={(event) => choose(event.target.checked)}
        />
      ) : null}
    </AlertDialog>
  );
}
