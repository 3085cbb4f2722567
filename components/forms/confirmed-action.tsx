"use client";

import { startTransition, useActionState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button, type ButtonVariant } from "#components/ui/button.tsx";

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
};

/** A button that asks before it does something that cannot be undone. */
export function ConfirmedAction({ action, fields = {}, label, longLabel, variant, ...words }: ConfirmedActionProps) {
  const [, act, pending] = useActionState(async (_: null, form: FormData) => {
    await action(form);
    return null;
  }, null);
  const confirm = () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    startTransition(() => act(form));
  };
  const trigger = (
    <Button size="sm" variant={variant} busy={pending} aria-label={longLabel}>
      {label}
    </Button>
  );
  return <AlertDialog {...words} danger trigger={trigger} onConfirm={confirm} />;
}
