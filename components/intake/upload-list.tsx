"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/class-names.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { isShown, type Method, SHOWN, type Shown, type UploadItem } from "./upload-item.ts";
import { UploadLineRow } from "./upload-line-row.tsx";
import type { UploadQueue } from "./upload-queue.ts";
import { UploadRow } from "./upload-row.tsx";

/** Rows drawn at a time: a list of thousands stays as quick as one of ten. */
const ROWS_STEP = 100;
/** From this many files on one can look for those in a certain state. */
const CHOICE_MIN = 10;
/** From this many files on each has a line of its own, and no more. */
const LINES_MIN = 5;

export type UploadListProps = {
  items: readonly UploadItem[];
  queue: UploadQueue;
  method: Method;
  /** The largest size accepted, in words. */
  max: string;
  shown: Shown;
  onShow: (shown: Shown) => void;
};

/** The chosen files, a part of a long list at a time. */
export function UploadList({ items, queue, method, max, shown, onShow }: UploadListProps) {
  const t = useTranslations("upload");
  const [rows, setRows] = useState(ROWS_STEP);
  const found = items.length < CHOICE_MIN ? items : items.filter((item) => isShown(item, shown));
  const drawn = found.slice(0, rows);
  const isMany = items.length >= LINES_MIN;
  const Row = isMany ? UploadLineRow : UploadRow;
  return (
    <section aria-labelledby="chosen" className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <h2 id="chosen" className="font-serif text-lg font-semibold">
          {t("list")}
        </h2>
        {items.length >= CHOICE_MIN ? (
          <div className="min-w-44">
            <SelectField
              label={t("show.label")}
              value={shown}
              onChange={({ target }) => {
                onShow(SHOWN.find((known) => known === target.value) ?? "all");
                setRows(ROWS_STEP);
              }}
              options={SHOWN.map((value) => ({
                value,
                label: t(`show.${value}`, { count: items.filter((item) => isShown(item, value)).length }),
              }))}
            />
          </div>
        ) : null}
      </div>
      {items.some(({ folder }) => folder) ? <p className="text-xs text-ink-soft">{t("folderNote")}</p> : null}
      {/* What gets the focus is scrolled clear of the bar at the bottom. */}
      <ul
        className={cx(
          "grid grid-cols-1 [&_a]:scroll-mb-40 [&_button]:scroll-mb-40",
          isMany ? "rounded-lg border border-rule bg-surface" : "gap-3",
        )}
      >
        {drawn.map((item) => (
          <Row key={item.key} item={item} queue={queue} method={method} max={max} />
        ))}
      </ul>
      {found.length === 0 ? <p className="text-sm text-ink-soft">{t("show.none")}</p> : null}
      {found.length > drawn.length ? (
        <div className="flex flex-wrap items-center gap-4">
          <Button onClick={() => setRows(rows + ROWS_STEP)}>
            {t("show.more", { count: Math.min(ROWS_STEP, found.length - drawn.length) })}
          </Button>
          <span className="text-xs text-ink-soft">{t("show.range", { shown: drawn.length, total: found.length })}</span>
        </div>
      ) : null}
    </section>
  );
}
