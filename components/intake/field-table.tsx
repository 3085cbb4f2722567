"use client";

import { FileSpreadsheet } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useEffect, useRef, useState } from "react";
import { fileKey, type TableMatch } from "#components/fields/field-table.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
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
  const { reading, read, stop } = useReading({ items, asked, onOpen: setOpen });
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
  if (reading) return <ReadingTable {...reading} onStop={stop} />;
  if (open) {
    return (
      <FieldTableMatch
        table={open}
        files={others.map(({ name }) => name)}
        onRead={read}
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
            <Button size="sm" onClick={() => read({ file: offeredFile, key: offered.key })}>
              {t("use")}
            </Button>
          }
        >
          {t("offered", { name: offered.name })} {t("notRecorded")}
        </Callout>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <FileButton onFiles={([file]) => file && read({ file })}>
          <FileSpreadsheet aria-hidden="true" className="size-4" />
          {t("choose")}
        </FileButton>
        <p className="max-w-prose flex-1 basis-64 text-xs text-ink-soft">{t("hint")}</p>
      </div>
    </div>
  );
}

interface Reading {
  name: string;
  rows: number;
}

/** One table at a time is read; another one, or who leaves, ends the one before. */
function useReading({
  items,
  asked,
  onOpen,
}: {
  items: readonly UploadItem[];
  asked: readonly FieldDefinition[];
  onOpen: (table: OpenTable) => void;
}) {
  const [reading, setReading] = useState<Reading>();
  const under = useRef<AbortController>(undefined);
  useEffect(() => () => under.current?.abort(), []);
  const read = async (table: ChosenTable) => {
    under.current?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    under.current = controller;
    const { name } = table.file;
    const names = items.filter(({ key }) => key !== table.key).map((item) => item.name);
    setReading({ name, rows: 0 });
    const opened = await openTable(table, {
      ...{ fields: asked, names, signal },
      onRows: (rows) => setReading({ name, rows }),
    });
    if (!opened) return;
    setReading(undefined);
    onOpen(opened);
  };
  const stop = () => {
    under.current?.abort();
    setReading(undefined);
  };
  return { reading, read: (table: ChosenTable) => void read(table), stop };
}

function ReadingTable({ name, rows, onStop }: Reading & { onStop: () => void }) {
  const t = useTranslations("fields.upload.table");
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-rule pt-4">
      <p role="status" className="flex-1 basis-64 text-sm wrap-anywhere">
        {t("reading", { name })}
        {/* Not read out: it changes several times a second. */}
        <span aria-hidden="true" className="ms-2 text-ink-soft tabular-nums">
          {rows > 0 ? t("readRows", { rows }) : null}
        </span>
      </p>
      <Button variant="quiet" onClick={onStop}>
        {t("stop")}
      </Button>
    </div>
  );
}
