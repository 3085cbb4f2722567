"use client";

import { FileSpreadsheet } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useState } from "react";
import { fileKey, type TableMatch } from "#components/fields/field-table.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import type { SheetFault } from "#lib/sheets/cell.ts";
import type { Encoding } from "#lib/sheets/decode.ts";
import { FieldTableMatch } from "./field-table-match.tsx";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { AskedFields } from "./use-field-values.ts";

const TABLE_NAME = /\.(csv|tsv|xlsx)$/i;
const TABLE_BYTES_MAX = 32 * 1024 * 1024;
/** Lines with the first: more files than can be chosen nobody needs. */
const ROWS_MAX = 20_001;

/** What the person chose, and what was found in it. */
export interface OpenTable {
  file: File;
  /** Of the list, where the table was chosen together with the files. */
  key?: string;
  encoding?: Encoding | undefined;
  fileColumn?: number | undefined;
  outcome: { match: TableMatch; encoding: Encoding | undefined } | { fault: SheetFault; line?: number };
}

type FieldTableProps = { items: readonly UploadItem[]; queue: UploadQueue; onTaken: (files: number) => void };

/** Values out of a table that lists the files. */
export function FieldTable({ items, queue, onTaken }: FieldTableProps) {
  const t = useTranslations("fields.upload.table");
  const asked = useContext(AskedFields);
  const [open, setOpen] = useState<OpenTable>();
  const [declined, setDeclined] = useState<ReadonlySet<string>>(new Set());
  const others = items.filter(({ key }) => key !== open?.key);
  const read = async (table: Omit<OpenTable, "outcome">) => {
    const names = items.filter(({ key }) => key !== table.key).map(({ name }) => name);
    setOpen({ ...table, outcome: await outcomeOf(table, { fields: asked, names }) });
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

/** Reads the table here, in the browser; what reads tables is loaded when the first one comes. */
async function outcomeOf(
  { file, encoding, fileColumn }: Omit<OpenTable, "outcome">,
  given: {
    fields: Parameters<typeof import("#components/fields/field-table.ts").matchTable>[1]["fields"];
    names: string[];
  },
): Promise<OpenTable["outcome"]> {
  if (file.size > TABLE_BYTES_MAX) return { fault: "too_large" };
  const [{ readTable }, { SheetError }, { matchTable }] = await Promise.all([
    import("#lib/sheets/read-table.ts"),
    import("#lib/sheets/cell.ts"),
    import("#components/fields/field-table.ts"),
  ]);
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const table = await readTable(bytes, { rowsMax: ROWS_MAX, ...(encoding ? { encoding } : {}) });
    const match = matchTable(table.rows, { ...given, fileColumn });
    return { match, encoding: table.kind === "csv" ? table.encoding : undefined };
  } catch (error) {
    if (error instanceof SheetError)
      return { fault: error.fault, ...(error.row === undefined ? {} : { line: error.row }) };
    // The file went away, or what reads tables could not be loaded.
    return { fault: "damaged" };
  }
}
