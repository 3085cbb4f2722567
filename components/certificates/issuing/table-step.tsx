"use client";

import { Download, FileSpreadsheet } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { HOLDER_NAME } from "#lib/features/certificates/issuing/schema/draft.ts";
import {
  type Columns,
  guessColumns,
  headingsOf,
  type RosterRow,
  readRoster,
} from "#lib/features/certificates/issuing/schema/roster.ts";
import { BATCH_SIZE_MAX, type IssuableTemplate } from "#lib/features/certificates/issuing/types.ts";
import { columnName } from "#lib/sheets/cell.ts";
import { ENCODINGS, type Encoding } from "#lib/sheets/decode.ts";
import { ColumnMatch } from "./column-match.tsx";
import { openFile } from "./open-file.ts";
import { PREVIEWED_ROWS, PreviewTable } from "./preview-table.tsx";
import { type ChosenFile, type ReadFile, TABLE_MEBIBYTES_MAX } from "./read-file.ts";
import { inTurns } from "./turns.ts";

const ACCEPT = ".csv,.tsv,.txt,.xlsx";

type TableStepProps = {
  template: IssuableTemplate;
  onBack: () => void;
  onRows: (rows: { rows: readonly RosterRow[]; columnOf: (field: string) => string | undefined }) => void;
};

/** A table is chosen, its columns are matched, and its first rows looked at. */
export function TableStep({ template, onBack, onRows }: TableStepProps) {
  const t = useTranslations("batches.file");
  const [read, setRead] = useState<ReadFile>();
  const [reading, setReading] = useState<{ name: string; rows: number }>();
  const last = useRef<AbortController>(undefined);
  const take = async (chosen: ChosenFile) => {
    // Another one was chosen: the first is read no further.
    last.current?.abort();
    last.current = new AbortController();
    const { signal } = last.current;
    const { name } = chosen.file;
    setReading({ name, rows: 0 });
    const opened = await openFile(chosen, { signal, onRows: (rows) => setReading({ name, rows }) });
    if (!opened) return;
    setRead(opened);
    setReading(undefined);
  };
  if (!read && reading === undefined) {
    return (
      <div className="grid gap-5">
        <EmptyTables template={template} />
        <FileDrop
          title={t("title")}
          hint={t("hint")}
          buttonLabel={t("choose")}
          icon={<FileSpreadsheet aria-hidden="true" className="size-8" />}
          onFiles={([file]) => file && void take({ file })}
        />
        <BackButton onBack={onBack} />
      </div>
    );
  }
  return (
    <div className="grid gap-5" aria-busy={reading !== undefined}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="font-medium wrap-anywhere">{reading?.name ?? read?.file.name}</p>
        <FileButton onFiles={([file]) => file && void take({ file })} accept={ACCEPT} size="sm">
          {t("again")}
        </FileButton>
      </div>
      {reading !== undefined ? (
        <p role="status" className="flex items-center gap-2 text-sm text-ink-soft">
          <Spinner /> {t("reading", reading)}
        </p>
      ) : null}
      {read ? <Choices read={read} onTake={(chosen) => void take(chosen)} /> : null}
      {read && "rows" in read ? <Matched read={read} template={template} onBack={onBack} onRows={onRows} /> : null}
      {read && "fault" in read ? <BackButton onBack={onBack} /> : null}
    </div>
  );
}

function EmptyTables({ template }: { template: IssuableTemplate }) {
  const t = useTranslations("batches.file");
  const locale = useLocale();
  const href = (format: "csv" | "xlsx") =>
    `/api/v1/batches/roster?${new URLSearchParams({ template: template.id, format, lang: locale })}`;
  const icon = <Download aria-hidden="true" className="size-4" />;
  return (
    <p className="flex flex-wrap items-center gap-3 text-sm">
      {t("download")}
      <LinkButton href={href("xlsx")} download size="sm" icon={icon}>
        {t("xlsx")}
      </LinkButton>
      <LinkButton href={href("csv")} download size="sm" icon={icon}>
        {t("csv")}
      </LinkButton>
    </p>
  );
}

/** How the file is read, where that may be wrong; and why it cannot be. */
function Choices({ read, onTake }: { read: ReadFile; onTake: (chosen: ChosenFile) => void }) {
  const t = useTranslations("batches.file");
  const { file, encoding, sheet } = read;
  const isText = "fault" in read ? !/\.(xlsx?|xlsb|ods)$/i.test(file.name) : encoding !== undefined;
  const sheets = "rows" in read ? read.sheets : [];
  const reason = "fault" in read ? t(`faults.${read.fault}`, { max: BATCH_SIZE_MAX, size: TABLE_MEBIBYTES_MAX }) : "";
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        {isText ? (
          <SelectField
            label={t("encoding")}
            value={encoding ?? "utf-8"}
            onChange={({ target }) => onTake({ file, encoding: target.value as Encoding })}
            options={ENCODINGS.map((each) => ({ value: each, label: each.toUpperCase() }))}
          />
        ) : null}
        {sheets.length > 1 ? (
          <SelectField
            label={t("sheet")}
            value={sheet ?? ""}
            onChange={({ target }) => onTake({ file, sheet: target.value })}
            options={sheets.map((name) => ({ value: name, label: name }))}
          />
        ) : null}
      </div>
      {"fault" in read ? (
        <Callout tone="danger" role="alert">
          {read.line === undefined ? t("unreadable", { reason }) : t("unreadableRow", { line: read.line, reason })}
        </Callout>
      ) : null}
    </>
  );
}

function Matched({ read, template, onBack, onRows }: TableStepProps & { read: Extract<ReadFile, { rows: unknown }> }) {
  const t = useTranslations("batches.file");
  const headings = useMemo(() => headingsOf(read.rows), [read]);
  const guessed = useMemo(() => guessColumns(headings, template.fields), [headings, template]);
  const [said, setSaid] = useState<{ of: ReadFile; columns: Columns }>();
  const columns = said?.of === read ? said.columns : guessed;
  const [isMatching, setMatching] = useState(false);
  const count = read.rows.length - 1;
  // Of a long table the others are read when it is checked.
  const { rows } = useMemo(
    () => readRoster(read.rows.slice(0, PREVIEWED_ROWS + 1), { fields: template.fields, columns }),
    [read, template, columns],
  );
  const hasName = columns.includes(HOLDER_NAME);
  const columnOf = (field: string) => {
    const at = columns.indexOf(field);
    return at < 0 ? undefined : columnName(at);
  };
  const check = async () => {
    setMatching(true);
    const all: RosterRow[] = [];
    const [heading] = read.rows;
    await inTurns(read.rows.slice(1), (part) => {
      if (heading) all.push(...readRoster([heading, ...part], { fields: template.fields, columns }).rows);
    });
    setMatching(false);
    onRows({ rows: all, columnOf });
  };
  return (
    <>
      <ColumnMatch
        headings={headings}
        columns={columns}
        fields={template.fields}
        onChange={(next) => setSaid({ of: read, columns: next })}
      />
      <p role="status" className="text-sm">
        {count === 0 ? t("none") : t("rows", { count })}
      </p>
      {rows.length > 0 ? <PreviewTable rows={rows} columns={columns} fields={template.fields} /> : null}
      {hasName ? null : <Callout tone="attention">{t("noName")}</Callout>}
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" disabled={!hasName || count === 0} busy={isMatching} onClick={() => void check()}>
          {t("check")}
        </Button>
        <BackButton onBack={onBack} />
      </div>
    </>
  );
}

export function BackButton({ onBack }: { onBack: () => void }) {
  const t = useTranslations("batches.wizard");
  return (
    <div>
      <Button variant="quiet" onClick={onBack}>
        {t("back")}
      </Button>
    </div>
  );
}
