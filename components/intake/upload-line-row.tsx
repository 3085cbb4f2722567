"use client";

import { ChevronDown, CircleAlert, CircleCheck, RotateCw, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { memo, type ReactNode, useState } from "react";
import { formatBytes } from "#components/ui/bytes.tsx";
import { cx } from "#components/ui/class-names.ts";
import { ScriptedButton } from "#components/ui/scripted-button.tsx";
import { OriginalResult } from "./originals.tsx";
import { MissingFields } from "./row-fields.tsx";
import { SameContent } from "./upload-again.tsx";
import { type Method, mayRetry, type UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { UploadDetails } from "./upload-row.tsx";

const FAILED = new Set<UploadItem["stage"]["name"]>(["failed", "unhashed", "refused"]);

type UploadLineRowProps = { item: UploadItem; queue: UploadQueue; method: Method; max: string };

/** One file of many on one line; the rest of it on request, and of itself where a name has to be chosen. */
export const UploadLineRow = memo(function UploadLineRow({ item, queue, method, max }: UploadLineRowProps) {
  const t = useTranslations("upload.row");
  const locale = useLocale();
  const [isOpen, setOpen] = useState(false);
  const { stage } = item;
  const shown = isOpen || stage.name === "misnamed";
  const stoppable = stage.name === "waiting" || stage.name === "sending" || stage.name === "paused";
  return (
    // What is out of sight costs nothing.
    <li className="border-b border-rule [contain-intrinsic-size:auto_45px] [content-visibility:auto] last:border-b-0">
      <div className="flex min-h-11 items-center gap-2 ps-3">
        <ScriptedButton
          type="button"
          aria-expanded={shown}
          onClick={() => setOpen(!isOpen)}
          className="flex min-h-11 min-w-0 flex-1 items-center gap-3 text-start text-sm"
        >
          <ChevronDown aria-hidden="true" className={cx("size-4 shrink-0 text-ink-soft", !shown && "-rotate-90")} />
          <span className="truncate font-medium">{item.name}</span>
          {item.folder ? <span className="hidden truncate text-xs text-ink-soft sm:inline">{item.folder}</span> : null}
          <span className="ms-auto hidden shrink-0 text-xs text-ink-soft tabular-nums sm:inline">
            {formatBytes(item.size, locale) ?? item.size}
          </span>
        </ScriptedButton>
        <LineState item={item} />
        {mayRetry(stage) ? (
          <Act label={t("retryWhat", { name: item.name })} onClick={() => queue.retry([item.key], method)}>
            <RotateCw aria-hidden="true" className="size-4" />
          </Act>
        ) : null}
        <Act
          label={t(stoppable ? "cancelWhat" : "remove", { name: item.name })}
          onClick={() => (stoppable ? queue.cancel([item.key]) : queue.remove([item.key]))}
        >
          <X aria-hidden="true" className="size-4" />
        </Act>
      </div>
      {shown ? null : (
        <div className="ps-10 pe-3 pb-2 empty:hidden">
          <OriginalResult item={item} />
          <SameContent item={item} />
          <MissingFields item={item} queue={queue} />
        </div>
      )}
      {shown ? (
        <div className="grid gap-4 px-3 pt-1 pb-4 sm:ps-10">
          <UploadDetails item={item} queue={queue} method={method} max={max} />
        </div>
      ) : null}
    </li>
  );
});

function LineState({ item: { stage, size } }: { item: UploadItem }) {
  const t = useTranslations("upload.stage");
  const failed = FAILED.has(stage.name);
  const part =
    stage.name === "hashing" ? stage.hashed / size : stage.name === "sending" ? stage.sent / size : undefined;
  return (
    <span
      className={cx(
        "inline-flex shrink-0 items-center gap-1.5 text-xs tabular-nums",
        failed ? "text-danger" : stage.name === "paused" ? "text-attention" : "text-ink-soft",
      )}
    >
      {stage.name === "recorded" ? <CircleCheck aria-hidden="true" className="size-4 text-ok" /> : null}
      {failed ? <CircleAlert aria-hidden="true" className="size-4" /> : null}
      {t(stage.name === "unhashed" ? "failed" : stage.name)}
      {part === undefined || part === 0 ? null : ` ${Math.floor(part * 100)}%`}
    </span>
  );
}

function Act({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <ScriptedButton
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="inline-flex size-11 shrink-0 items-center justify-center text-ink-soft hover:bg-sunken hover:text-ink print:hidden"
    >
      {children}
    </ScriptedButton>
  );
}
