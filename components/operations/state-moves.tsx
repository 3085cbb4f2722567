"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useFormStatus } from "react-dom";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button, type ButtonVariant } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { FormState } from "#lib/words/form-state.ts";

export type Move = {
  /** The state that it leads to. */
  to: string;
  label: string;
  variant?: ButtonVariant;
  title: string;
  /** What follows from it. */
  text: string;
  danger?: boolean;
};

type StateMovesProps = {
  action: (before: FormState, form: FormData) => Promise<FormState>;
  id: string;
  moves: readonly Move[];
};

/** The steps that the life of a node or an organisation may take now; each is asked for twice and may be given a reason. */
export function StateMoves({ action, id, moves }: StateMovesProps) {
  const t = useTranslations("operations.moves");
  const to = useRef<HTMLInputElement>(null);
  const wiring = useActionForm(action, { values: {}, problems: {} });
  const { values, problems } = wiring.state;
  const take = (state: string) => {
    if (!to.current) return;
    to.current.value = state;
    to.current.form?.requestSubmit();
  };
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <input ref={to} type="hidden" name="to" defaultValue="" />
      <TextField
        name="note"
        label={t("note")}
        hint={t("noteHint")}
        optional
        autoComplete="off"
        defaultValue={values.note}
        error={problems.note?.text}
      />
      <div className="flex flex-wrap gap-3">
        {moves.map((move) => (
          <MoveButton key={move.to} move={move} onConfirm={() => take(move.to)} />
        ))}
      </div>
    </ActionForm>
  );
}

function MoveButton({ move, onConfirm }: { move: Move; onConfirm: () => void }) {
  const { pending } = useFormStatus();
  const { label, variant, title, text, danger } = move;
  const trigger = (
    <Button variant={variant} busy={pending}>
      {label}
    </Button>
  );
  return (
    <AlertDialog
      trigger={trigger}
      title={title}
      description={text}
      confirmLabel={label}
      danger={danger}
      onConfirm={onConfirm}
    />
  );
}
