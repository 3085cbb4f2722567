"use client";

import { RotateCw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { Button } from "#components/ui/button.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { OriginalResult } from "./originals.tsx";
import { RowFields } from "./row-fields.tsx";
import { SameContent } from "./upload-again.tsx";
import { UploadBars } from "./upload-bars.tsx";
import { UploadFailure } from "./upload-failure.tsx";
import { type Method, mayRetry, type UploadItem } from "./upload-item.ts";
import { UploadOutcome } from "./upload-outcome.tsx";
import type { UploadQueue } from "./upload-queue.ts";
import { UploadRename } from "./upload-rename.tsx";

/** Nothing of it is under way. */
const WITHOUT_BARS = new Set<UploadItem["stage"]["name"]>(["refused", "misnamed", "recorded", "missing"]);

type UploadRowProps = { item: UploadItem; queue: UploadQueue; method: Method; max: string };

/** One file: its name, its digest, two bars, and how it went. */
export const UploadRow = memo(function UploadRow({ item, queue, method, max }: UploadRowProps) {
  const t = useTranslations("upload");
  return (
    <li className="grid gap-4 rounded-lg border border-rule bg-surface p-4 sm:p-5">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="font-medium break-words">{item.name}</p>
          <p className="text-xs break-words text-ink-soft">
            <Bytes value={item.size} />
            {item.folder ? ` · ${t("folder", { path: item.folder })}` : null}
          </p>
        </div>
        <RowActions item={item} queue={queue} method={method} />
      </div>
      <UploadDetails item={item} queue={queue} method={method} max={max} />
    </li>
  );
});

/** All that is to be said of one file besides its name and size. */
export function UploadDetails({ item, queue, method, max }: UploadRowProps) {
  const t = useTranslations("upload");
  const { stage, sha256 } = item;
  return (
    <>
      {sha256 ? (
        <div className="grid gap-0.5">
          <p className="text-xs text-ink-soft">{t("row.digest")}</p>
          <Digest value={sha256} />
        </div>
      ) : null}
      {stage.name === "missing" ? (
        <p className="text-sm text-ink-soft">
          <span className="font-medium text-attention">{t("missingTitle")}</span> {t("missing")}
        </p>
      ) : null}
      {stage.name === "misnamed" ? (
        <UploadRename stage={stage} onRename={(name) => queue.rename(item.key, name)} />
      ) : null}
      {WITHOUT_BARS.has(stage.name) ? null : <UploadBars item={item} method={method} />}
      <RowFields item={item} queue={queue} />
      {stage.name === "recorded" ? <UploadOutcome evidence={stage.evidence} /> : null}
      <OriginalResult item={item} />
      <SameContent item={item} />
      <UploadFailure stage={stage} max={max} />
    </>
  );
}

function RowActions({ item, queue, method }: { item: UploadItem; queue: UploadQueue; method: Method }) {
  const t = useTranslations("upload.row");
  const { name } = item.stage;
  const stoppable = name === "waiting" || name === "sending" || name === "finishing" || name === "paused";
  return (
    <div className="flex shrink-0 flex-wrap justify-end gap-2">
      {mayRetry(item.stage) ? (
        <Button
          size="sm"
          aria-label={t("retryWhat", { name: item.name })}
          icon={<RotateCw aria-hidden="true" className="size-4" />}
          onClick={() => queue.retry([item.key], method)}
        >
          {t("retry")}
        </Button>
      ) : null}
      {stoppable ? (
        <Button size="sm" aria-label={t("cancelWhat", { name: item.name })} onClick={() => queue.cancel([item.key])}>
          {t("cancel")}
        </Button>
      ) : (
        <Button
          size="sm"
          variant="quiet"
          aria-label={t("remove", { name: item.name })}
          title={t("remove", { name: item.name })}
          icon={<X aria-hidden="true" className="size-4" />}
          onClick={() => queue.remove([item.key])}
        />
      )}
    </div>
  );
}
