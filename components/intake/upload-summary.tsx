"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { countItems, type Method, type Shown, type UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { UploadTotal } from "./upload-total.tsx";

type UploadSummaryProps = {
  items: readonly UploadItem[];
  queue: UploadQueue;
  method: Method;
  /** Why nothing can be recorded yet. */
  hold?: string | undefined;
  onShow: (shown: Shown) => void;
};

/** The one decision of the page, how far it has come, and what came of it: always in sight, and after the end, too. */
export function UploadSummary({ items, queue, method, hold, onShow }: UploadSummaryProps) {
  const t = useTranslations("upload");
  const { total, hashed, busy, recorded, failed, missing } = countItems(items);
  const settled = recorded + failed + missing === total;
  return (
    <div className="sticky bottom-0 z-10 -mx-2 grid gap-3 border-t border-rule bg-paper px-2 py-3 print:static">
      {settled || total === 1 ? null : <UploadTotal items={items} method={method} />}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="text-sm">
          <p role="status" className={settled && recorded > 0 ? "font-medium" : undefined}>
            {hashed > 0
              ? t(hold ? "confirm.held" : "confirm.ready", { count: hashed })
              : t("confirm.recorded", { count: recorded })}
            {failed > 0 ? <span className="text-danger"> · {t("confirm.failed", { count: failed })}</span> : null}
          </p>
          {hashed > 0 && hold ? <p className="font-medium text-attention">{hold}</p> : null}
          {hashed > 0 && !hold ? <p className="text-xs text-ink-soft">{t("confirm.after")}</p> : null}
        </div>
        <div className="flex flex-wrap gap-3">
          {failed > 0 && items.length > failed ? (
            <Button onClick={() => onShow("failed")}>{t("confirm.showFailed")}</Button>
          ) : null}
          {settled ? (
            <Settled items={items} queue={queue} method={method} />
          ) : (
            <>
              {busy > 1 ? (
                <Button onClick={() => queue.cancel(items.map(({ key }) => key))}>{t("confirm.cancelAll")}</Button>
              ) : null}
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
            </>
          )}
        </div>
      </div>
    </div>
  );
}

/** Nothing is under way any more: the receipts, the records, the list to begin anew. */
function Settled({ items, queue, method }: Omit<UploadSummaryProps, "onShow" | "hold">) {
  const t = useTranslations("upload.confirm");
  const { recorded, failed, missing } = countItems(items);
  const search = new URLSearchParams({ upload: queue.upload });
  return (
    <>
      {failed > 1 ? (
        <Button
          onClick={() =>
            queue.retry(
              items.map(({ key }) => key),
              method,
            )
          }
        >
          {t("retryAll")}
        </Button>
      ) : null}
      {missing === 0 ? <Button onClick={() => queue.dispose()}>{t("clear")}</Button> : null}
      {recorded > 0 ? (
        <>
          <LinkButton href={`/api/v1/evidence/receipts.zip?${search}`} prefetch={false} download>
            {t("receipts")}
          </LinkButton>
          <LinkButton href={`/evidence?${search}`} variant="primary" prefetch={false}>
            {t("show")}
          </LinkButton>
        </>
      ) : null}
    </>
  );
}
