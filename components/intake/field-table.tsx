"use client";

import { FileSpreadsheet } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useState } from "react";
import { fileKey, type TableMatch } from "#components/fields/field-table.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { FieldTableMatch } from "./field-table-match.tsx";
import { type ChosenTable, type OpenTable, openTable } from "./open-table.ts";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { AskedFields } from "./use-field-values.ts";

const TABLE_NAME = /\.(csv|tsv|xlsx)$/i;
type FieldTableProps = { items: readonly UploadItem[]; queue: UploadQueue; onTaken: (files: number) => void };

/** Values out of a table that lists the files. */
export function FieldTable({ items, queue, onTaken }: FieldTableProps) {
  const t = useTranslations("fields.upload.table");
  const asked = useContext(AskedFields);
  const [open, setOpen] = useState<OpenTable>();
  const [declined, setDeclined] = useState<ReadonlySet<string>>(new Set());
  const others = items.filter(({ key }) => key !== open?.key);
  const read = async (table: ChosenTable) => {
    const names = items.filter(({ key }) => key !== table.key).map(({ name }) => name);
    setOpen(await openTable(table, { fields: asked, names }));
  };
  const takeOver = ({ values }: TableMatch, { key: ofTable }: OpenTable) => {
    const { own } = queue.fields.snapshot();
    const given = others.flatMap(({ key, name }) => {
      const found = values.get(fileKey(name));
      return found ? [[key, { ...own.get(key), ...found }] as const] : [];
    });
    queue.fields.give(new Map(given));
    if (ofTable) queue.remove([ofTable]);
    setOpen(undefined);
    onTaken(given.length);
  };
  const offered = items.find(({ key, name }) => TABLE_NAME.test(name) && !declined.has(key) && queue.fileOf(key));
  if (open) {
    return (
      <FieldTableMatch
        table={open}
        files={others.map(({ name }) => name)}
        onRead={(table) => void read(table)}
        onTakeOver={takeOver}
        onDiscard={() => {
          if (open.key) setDeclined(new Set([...declined, open.key]));
          setOpen(undefined);
        }}
      />
    );
  }
  const offeredFile = offered && queue.fileOf(offered.key);
  return (
    <div className="grid gap-3 border-t border-rule pt-4">
      {offered && offeredFile ? (
        <Callout
          actions={
            <Button size="sm" onClick={() => void read({ file: offeredFile, key: offered.key })}>
              {t("use")}
            </Button>
          }
        >
          {t("offered", { name: offered.name })} {t("notRecorded")}
        </Callout>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <FileButton onFiles={([file]) => file && void read({ file })}>
          <FileSpreadsheet aria-hidden="true" className="size-4" />
          {t("choose")}
        </FileButton>
        <p className="max-w-prose flex-1 basis-64 text-xs text-ink-soft">{t("hint")}</p>
      </div>
    </div>
  );
}
