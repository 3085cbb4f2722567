"use client";

import { startTransition, useRef } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import type { ActionForm as Wiring } from "#components/forms/use-action-form.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";

type ConfirmedFormProps = {
  wiring: Wiring<true>;
  fields: Readonly<Record<string, string>>;
  label: string;
  title: string;
  description: string;
};

/** A deed that asks before, and says what was refused. */
export function ConfirmedForm({ wiring, fields, label, title, description }: ConfirmedFormProps) {
  const place = useRef<HTMLDivElement>(null);
  return (
    <ActionForm wiring={wiring}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div ref={place}>
        <AlertDialog
          trigger={
            <Button variant="primary" scripted>
              {label}
            </Button>
          }
          title={title}
          description={description}
          confirmLabel={label}
          onConfirm={() => startTransition(() => place.current?.closest("form")?.requestSubmit())}
        />
      </div>
    </ActionForm>
  );
}
