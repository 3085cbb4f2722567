"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { type DraftFault, readDraft, type Typed } from "#lib/features/certificates/issuing/schema/draft.ts";
import type { RosterRow } from "#lib/features/certificates/issuing/schema/roster.ts";
import type { IssuableTemplate } from "#lib/features/certificates/issuing/types.ts";
import { DraftFields } from "./draft-fields.tsx";
import { BackButton } from "./table-step.tsx";

type FormStepProps = {
  template: IssuableTemplate;
  onBack: () => void;
  onRows: (rows: { rows: readonly RosterRow[]; columnOf: (field: string) => string | undefined }) => void;
};

/** One after the other. What is the same for all stays in the form. */
export function FormStep({ template, onBack, onRows }: FormStepProps) {
  const t = useTranslations("batches.form");
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState<Typed>({});
  const [faults, setFaults] = useState<readonly DraftFault[]>([]);
  const [list, setList] = useState<readonly RosterRow[]>([]);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const read = readDraft(typed, template.fields);
    setFaults(read.faults);
    if (read.faults.length > 0) return;
    const line = (list.at(-1)?.line ?? 0) + 1;
    setList([...list, { line, draft: read.draft, faults: [] }]);
    setTyped({ ...typed, holder_name: "", email: "" });
    form.current?.querySelector("input")?.focus();
  };
  return (
    <div className="grid gap-6">
      <form ref={form} onSubmit={add} noValidate className="grid gap-5">
        <DraftFields
          fields={template.fields}
          typed={typed}
          faults={faults}
          onChange={(name, value) => setTyped({ ...typed, [name]: value })}
        />
        <div>
          <Button type="submit" scripted>
            {t("add")}
          </Button>
        </div>
      </form>
      <div className="grid gap-3 border-t border-rule pt-5">
        <p role="status" className="text-sm font-medium">
          {t("listed", { count: list.length })}
        </p>
        <ul className="divide-y divide-rule">
          {list.map(({ line, draft: { holderName, values } }) => (
            <li key={line} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1.5 text-sm">
              <span className="min-w-0 wrap-anywhere">
                <bdi className="font-medium">{holderName}</bdi>{" "}
                <span className="text-ink-soft">{Object.values(values).join(" · ")}</span>
              </span>
              <Button
                size="sm"
                variant="quiet"
                aria-label={t("removeWhat", { name: holderName })}
                onClick={() => setList(list.filter((row) => row.line !== line))}
              >
                {t("remove")}
              </Button>
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-3">
          <Button
            variant="primary"
            disabled={list.length === 0}
            onClick={() => onRows({ rows: list, columnOf: () => undefined })}
          >
            {t("check")}
          </Button>
          <BackButton onBack={onBack} />
        </div>
      </div>
    </div>
  );
}
