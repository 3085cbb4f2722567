"use client";

import { useTranslations } from "next-intl";
import { useContext, useState } from "react";
import { FieldInput } from "#components/fields/field-input.tsx";
import { FieldValue } from "#components/fields/field-value.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import type { OwnField, OwnFields } from "#lib/core/claim/own-fields.ts";
import { fieldsOf } from "./upload-fields.ts";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { AskedFields, mayChangeFields, useFieldValues } from "./use-field-values.ts";

/** Nothing is under way, and nothing came of it yet. */
const STOPPED = new Set<UploadItem["stage"]["name"]>(["hashed", "failed", "missing", "paused"]);

/** The values with which a file is recorded, and the way to change them for it alone. */
export function RowFields({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const t = useTranslations("fields");
  const asked = useContext(AskedFields);
  const values = useFieldValues(queue);
  if (asked.length === 0) return null;
  const isOpen = mayChangeFields(item, values);
  const shown = isOpen ? fieldsOf(values, item.key) : (values.sent.get(item.key) ?? fieldsOf(values, item.key));
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs">
      {Object.entries(shown).map(([name, field]) => (
        <span key={name} className="wrap-anywhere">
          <span className="text-ink-soft">{t("named", { name, value: "" })}</span>
          <FieldValue field={field} />
        </span>
      ))}
      {isOpen ? <FieldsDialog item={item} queue={queue} /> : null}
      {values.held.has(item.key) && STOPPED.has(item.stage.name) ? (
        <span className="text-ink-soft">{t("upload.held")}</span>
      ) : null}
    </div>
  );
}

/** What a file has to be given before it can be recorded. */
export function MissingFields({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const t = useTranslations("fields.upload");
  const asked = useContext(AskedFields);
  const values = useFieldValues(queue);
  const given = fieldsOf(values, item.key);
  const missing = asked.filter(({ name, required }) => required && !Object.hasOwn(given, name));
  if (missing.length === 0 || !mayChangeFields(item, values)) return null;
  return <p className="text-xs text-attention">{t("lacks", { names: missing.map(({ name }) => name).join(", ") })}</p>;
}

function FieldsDialog({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const t = useTranslations("fields.upload");
  return (
    <Dialog
      trigger={
        <Button size="sm" variant="quiet" scripted aria-label={t("ofFileWhat", { name: item.name })}>
          {t("ofFile")}
        </Button>
      }
      title={t("ofFileTitle")}
      description={item.name}
    >
      <FieldsForm item={item} queue={queue} />
    </Dialog>
  );
}

function FieldsForm({ item, queue }: { item: UploadItem; queue: UploadQueue }) {
  const t = useTranslations("fields.upload");
  const asked = useContext(AskedFields);
  const { common, own } = queue.fields.snapshot();
  const before: OwnFields = own.get(item.key) ?? {};
  const [values, setValues] = useState<Record<string, OwnField | "bad" | undefined>>({ ...before });
  const isWrong = Object.values(values).includes("bad");
  const apply = () => {
    const given = Object.entries(values).flatMap(([name, value]) => (value && value !== "bad" ? [[name, value]] : []));
    queue.fields.give(new Map([[item.key, Object.fromEntries(given) as OwnFields]]));
  };
  return (
    <div className="grid gap-4">
      {asked.map((field) => (
        <FieldInput
          key={field.id}
          field={field}
          initial={before[field.name]}
          placeholder={common[field.name]?.value}
          onValue={(value) => setValues({ ...values, [field.name]: value })}
        />
      ))}
      <p className="text-xs text-ink-soft">{t("ofFileHint")}</p>
      <div className="flex flex-wrap justify-end gap-3">
        <DialogClose>
          <Button>{t("cancel")}</Button>
        </DialogClose>
        <DialogClose>
          <Button variant="primary" disabled={isWrong} onClick={apply}>
            {t("done")}
          </Button>
        </DialogClose>
      </div>
    </div>
  );
}
