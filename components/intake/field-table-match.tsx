"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { fileKey, type TableMatch } from "#components/fields/field-table.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { columnName } from "#lib/sheets/cell.ts";
import { ENCODINGS, type Encoding } from "#lib/sheets/decode.ts";
import type { ChosenTable, OpenTable } from "./open-table.ts";

/** Of a long list so many are named; the rest is counted. */
const NAMED_MAX = 8;

type FieldTableMatchProps = {
  table: OpenTable;
  /** Names of the files that values are looked for. */
  files: readonly string[];
  onRead: (table: ChosenTable) => void;
  onTakeOver: (match: TableMatch, table: OpenTable) => void;
  onDiscard: () => void;
};

/** What a table says of the chosen files, before any of it counts. */
export function FieldTableMatch({ table, files, onRead, onTakeOver, onDiscard }: FieldTableMatchProps) {
  const t = useTranslations("fields.upload.table");
  const { file, key, encoding, outcome } = table;
  const again = { file, ...(key ? { key } : {}) };
  const isText = "fault" in outcome ? !/\.xlsx$/i.test(file.name) : outcome.encoding !== undefined;
  const found = "match" in outcome ? outcome.encoding : encoding;
  return (
    <section aria-label={t("title", { name: file.name })} className="grid gap-4 border-t border-rule pt-4">
      <h3 className="font-medium break-words">{t("title", { name: file.name })}</h3>
      <div className="grid gap-4 sm:grid-cols-2">
        {isText ? (
          <SelectField
            label={t("encoding")}
            value={found ?? "utf-8"}
            onChange={({ target }) => onRead({ ...again, encoding: target.value as Encoding })}
            options={ENCODINGS.map((each) => ({ value: each, label: each.toUpperCase() }))}
          />
        ) : null}
        {"match" in outcome ? (
          <SelectField
            label={t("fileColumn")}
            value={String(outcome.match.fileColumn ?? "")}
            onChange={({ target }) => onRead({ ...again, encoding, fileColumn: Number(target.value) })}
            options={[
              ...(outcome.match.fileColumn === undefined ? [{ value: "", label: "–" }] : []),
              ...outcome.match.headings.map((heading, at) => ({
                value: String(at),
                label: heading || t("column", { name: columnName(at) }),
              })),
            ]}
          />
        ) : null}
      </div>
      {"match" in outcome ? (
        <MatchFacts match={outcome.match} files={files} />
      ) : (
        <Callout tone="danger" role="alert">
          {outcome.line === undefined
            ? t("unreadable", { reason: t(`faults.${outcome.fault}`) })
            : t("unreadableRow", { line: outcome.line, reason: t(`faults.${outcome.fault}`) })}
        </Callout>
      )}
      <div className="flex flex-wrap gap-3">
        {"match" in outcome ? (
          <Button
            disabled={outcome.match.values.size === 0 || outcome.match.found.length === 0}
            onClick={() => onTakeOver(outcome.match, table)}
          >
            {t("apply", { count: files.filter((name) => outcome.match.values.has(fileKey(name))).length })}
          </Button>
        ) : null}
        <Button variant="quiet" onClick={onDiscard}>
          {t("discard")}
        </Button>
      </div>
    </section>
  );
}

function MatchFacts({ match, files }: { match: TableMatch; files: readonly string[] }) {
  const t = useTranslations("fields.upload.table");
  const types = useTranslations("fields.types");
  const { values, found, unused, unmatched, repeated, bad } = match;
  const without = files.filter((name) => !values.has(fileKey(name))).length;
  const row = ({ line, name }: { line: number; name: string }) => t("row", { line, name: name || "–" });
  const separated = (names: readonly string[]) => names.join(", ");
  return (
    <div role="status" className="grid gap-2 text-sm">
      <p className="font-medium">{t("matched", { count: values.size })}</p>
      {found.length === 0 ? <p className="text-attention">{t("noFields", { names: separated(unused) })}</p> : null}
      {found.length > 0 && unused.length > 0 ? (
        <p className="text-ink-soft">{t("unused", { names: separated(unused) })}</p>
      ) : null}
      {without > 0 ? <p className="text-attention">{t("without", { count: without })}</p> : null}
      <Named title={t("unmatched", { count: unmatched.length })} all={unmatched} say={row} />
      <Named title={t("repeated", { count: repeated.length })} all={repeated} say={row} />
      <Named
        title={t("badCells", { count: bad.length })}
        all={bad}
        say={({ line, column, value, type }) => t("badCell", { line, column, value, type: types(type) })}
      />
    </div>
  );
}

/** What is wrong, by line; nothing when nothing is. */
function Named<One extends { line: number }>({
  title,
  all,
  say,
}: {
  title: string;
  all: readonly One[];
  say: (one: One) => ReactNode;
}) {
  const t = useTranslations("fields.upload.table");
  if (all.length === 0) return null;
  return (
    <div>
      <p className="text-attention">{title}</p>
      <ul className="list-disc ps-5 text-xs text-ink-soft">
        {all.slice(0, NAMED_MAX).map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line may have two faults
          <li key={at} className="wrap-anywhere">
            {say(one)}
          </li>
        ))}
        {all.length > NAMED_MAX ? <li>{t("more", { count: all.length - NAMED_MAX })}</li> : null}
      </ul>
    </div>
  );
}
