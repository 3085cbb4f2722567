"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button, type ButtonVariant } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { type ButtonAction, useButtonAction } from "./use-button-action.ts";

type ConfirmedActionProps = {
  action: ButtonAction;
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
  const t = useTranslations("common");
  const [pending, startTransition] = useTransition();
  const { failed, send } = useButtonAction(action);
  const [chosen, choose] = useState(false);
  const confirm = () =>
    startTransition(() => send({ ...fields, ...(choice && chosen ? { [choice.name]: "on" } : {}) }));
  const trigger = (
    <Button size="sm" variant={variant} busy={pending} aria-label={longLabel}>
      {label}
    </Button>
  );
  return (
    <>
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
      {failed ? (
        <p role="alert" className="w-full text-xs text-danger">
          {t("unchanged")}
        </p>
      ) : null}
    </>
  );
}
