"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { FIELDS_MAX } from "#lib/features/certificates/templates/schema/document.ts";
import type { TemplateField } from "#lib/features/certificates/templates/types.ts";
import { useEditor } from "../editor.ts";
import { addField, freeId, moveField, removeField } from "../edits.ts";
import { RowButton } from "./element-list.tsx";
import { FieldForm } from "./field-form.tsx";

/** The values that each certificate has of its own. */
export function FieldsPanel() {
  const t = useTranslations("templates.designer.fields");
  const { document, change } = useEditor();
  const { fields } = document;
  const add = () => {
    const name = freeId(
      "field",
      fields.map((each) => each.name),
    ).replace("-", "_");
    const label = t("newLabel", { number: fields.length + 1 });
    change(addField({ name, label: { "zh-CN": label, en: label }, type: "text", required: true, visibility: "shown" }));
  };
  return (
    <div className="grid gap-4">
      <p className="text-sm text-ink-soft">{t("lead")}</p>
      <p className="text-sm text-ink-soft">{t("builtIn")}</p>
      {fields.map((field, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a field is its place while its name is being typed
        <FieldBox key={at} field={field} at={at} count={fields.length} />
      ))}
      <div>
        <Button
          icon={<Plus aria-hidden="true" className="size-4" />}
          disabled={fields.length >= FIELDS_MAX}
          onClick={add}
        >
          {t("add")}
        </Button>
      </div>
    </div>
  );
}

function FieldBox({ field, at, count }: { field: TemplateField; at: number; count: number }) {
  const t = useTranslations("templates.designer.fields");
  const { change, labelOf, problemAt } = useEditor();
  const name = labelOf(field.name);
  const isWrong = problemAt("fields", at) !== undefined;
  return (
    <details open={isWrong || undefined} className="group rounded-md border border-rule bg-surface">
      <summary className="flex min-h-11 list-none items-center gap-2 px-3 text-sm [&::-webkit-details-marker]:hidden">
        <span aria-hidden="true" className="text-ink-faint transition-transform group-open:rotate-90">
          ▸
        </span>
        <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
        <span className="text-xs text-ink-soft">{t(`types.${field.type}`)}</span>
      </summary>
      <div className="grid gap-4 border-t border-rule p-3">
        <FieldForm field={field} at={at} />
        <div className="flex justify-end gap-1">
          <RowButton label={t("up", { name })} disabled={at === 0} onClick={() => change(moveField(at, -1))}>
            <ArrowUp aria-hidden="true" className="size-4" />
          </RowButton>
          <RowButton label={t("down", { name })} disabled={at === count - 1} onClick={() => change(moveField(at, 1))}>
            <ArrowDown aria-hidden="true" className="size-4" />
          </RowButton>
          <RowButton label={t("remove", { name })} onClick={() => change(removeField(at))}>
            <Trash2 aria-hidden="true" className="size-4" />
          </RowButton>
        </div>
      </div>
    </details>
  );
}
