"use client";

/** Inputs that are wired to a place of the document. */
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { useEditor } from "./editor.ts";
import { moved, type Path } from "./edits.ts";

type LineProps = {
  path: Path;
  value: string | undefined;
  label: string;
  hint?: string;
  /** Taken out of the document while it is empty. */
  optional?: boolean;
  mono?: boolean;
  type?: "text" | "date";
};

export function Line({ path, value, label, hint, optional, mono, type = "text" }: LineProps) {
  const { set, problemAt } = useEditor();
  return (
    <TextField
      {...{ label, hint, optional, mono, type }}
      value={value ?? ""}
      error={problemAt(path)}
      autoComplete="off"
      onChange={({ target }) => set(path, optional && target.value === "" ? undefined : target.value)}
    />
  );
}

/** A length in millimetres or a count. */
export function Numeric({ path, value, label, optional }: Omit<LineProps, "value"> & { value: number | undefined }) {
  const { set, problemAt } = useEditor();
  return (
    <TextField
      {...{ label, optional }}
      type="number"
      step="any"
      value={value === undefined || Number.isNaN(value) ? "" : value}
      error={problemAt(path)}
      onChange={({ target }) => set(path, target.value === "" && optional ? undefined : target.valueAsNumber)}
    />
  );
}

/** One a line. */
export function Lines({ path, value, label }: { path: Path; value: readonly string[] | undefined; label: string }) {
  const t = useTranslations("contractTemplates.designer");
  const { set, problemAt } = useEditor();
  const wrong = problemAt(path) ?? value?.map((_, at) => problemAt([...path, at])).find(Boolean);
  return (
    <TextareaField
      label={label}
      hint={t("oneALine")}
      rows={3}
      value={(value ?? []).join("\n")}
      error={wrong}
      onChange={({ target }) => set(path, target.value.split("\n"))}
    />
  );
}

type ItemsProps<Each> = {
  path: Path;
  items: readonly Each[];
  /** Of one of them, for its buttons and as its heading. */
  nameOf: (item: Each, at: number) => string;
  children: (item: Each, path: Path) => ReactNode;
  add: { label: string; make: () => Each }[];
};

/** A list whose items are added, moved and taken out. */
export function Items<Each>({ path, items, nameOf, children, add }: ItemsProps<Each>) {
  const t = useTranslations("contractTemplates.designer");
  const { set, problemAt } = useEditor();
  const wrong = problemAt(path);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed
        <fieldset key={at} className="grid min-w-0 gap-3 rounded-md border border-rule p-4">
          <legend className="px-1 text-sm font-medium wrap-anywhere">{nameOf(item, at)}</legend>
          {children(item, [...path, at])}
          <div className="flex flex-wrap gap-2">
            <Button
              size="sm"
              variant="quiet"
              disabled={at === 0}
              icon={<ArrowUp aria-hidden="true" className="size-4" />}
              aria-label={t("upWhat", { what: nameOf(item, at) })}
              onClick={() => set(path, moved(items, at, -1))}
            >
              {t("up")}
            </Button>
            <Button
              size="sm"
              variant="quiet"
              disabled={at === items.length - 1}
              icon={<ArrowDown aria-hidden="true" className="size-4" />}
              aria-label={t("downWhat", { what: nameOf(item, at) })}
              onClick={() => set(path, moved(items, at, 1))}
            >
              {t("down")}
            </Button>
            <Button
              size="sm"
              variant="quiet"
              icon={<Trash2 aria-hidden="true" className="size-4" />}
              aria-label={t("removeWhat", { what: nameOf(item, at) })}
              onClick={() => set(path, items.toSpliced(at, 1))}
            >
              {t("remove")}
            </Button>
          </div>
        </fieldset>
      ))}
      {wrong ? (
        <p role="alert" className="text-xs font-medium text-danger">
          {wrong}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {add.map(({ label, make }) => (
          <Button
            key={label}
            size="sm"
            icon={<Plus aria-hidden="true" className="size-4" />}
            onClick={() => set(path, [...items, make()])}
          >
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
}
