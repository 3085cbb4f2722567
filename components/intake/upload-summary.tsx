"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/class-names.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { countItems, type Method, type UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";

type UploadSummaryProps = {
  items: readonly UploadItem[];
  queue: UploadQueue;
  method: Method;
  /** Why nothing can be recorded yet. */
  hold?: string | undefined;
};

/** The one decision of the page, always in reach: record what is ready. */
export function UploadSummary({ items, queue, method, hold }: UploadSummaryProps) {
  const t = useTranslations("upload");
  const { total, hashed, busy, recorded, failed, missing } = countItems(items);
  const settled = recorded + failed + missing === total;
  const keys = items.map(({ key }) => key);
  return (
    <div
      className={cx(
        "-mx-2 flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t border-rule bg-paper px-2 py-4",
        !settled && "sticky bottom-0",
      )}
    >
      <div className="text-sm">
        <p role="status">
          {hashed > 0 ? t("confirm.ready", { count: hashed }) : t("progress", { total, recorded, failed })}
        </p>
        {hashed > 0 && hold ? <p className="font-medium text-attention">{hold}</p> : null}
        {hashed > 0 && !hold ? <p className="text-xs text-ink-soft">{t("confirm.after")}</p> : null}
      </div>
      <div className="flex flex-wrap gap-3">
        {settled && failed > 1 ? (
          <Button onClick={() => queue.retry(keys, method)}>{t("confirm.retryAll")}</Button>
        ) : null}
        {busy > 1 ? <Button onClick={() => queue.cancel(keys)}>{t("confirm.cancelAll")}</Button> : null}
        {settled && missing === 0 ? <Button onClick={() => queue.dispose()}>{t("confirm.clear")}</Button> : null}
        {settled && missing === 0 && recorded > 0 ? (
          <LinkButton href="/evidence" variant="primary">
            {t("confirm.done")}
          </LinkButton>
        ) : (
          <Button
            variant="primary"
            busy={busy > 0 && hashed === 0}
            disabled={(busy === 0 && hashed === 0) || hold !== undefined}
            onClick={() => queue.confirm(method)}
          >
            {busy > 0 && hashed === 0
              ? t("confirm.busy")
              : t(method === "digest" ? "confirm.digestButton" : "confirm.button", { count: hashed })}
          </Button>
        )}
      </div>
    </div>
  );
}
