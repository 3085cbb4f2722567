"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { countItems, type UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";

/** After a reload: what is recorded, what has to be chosen again, and that nothing is recorded twice. */
export function UploadResume({ items, queue }: { items: readonly UploadItem[]; queue: UploadQueue }) {
  const t = useTranslations("upload.resume");
  const { recorded, missing } = countItems(items);
  if (missing === 0) return null;
  return (
    <Callout
      tone="attention"
      title={t("title")}
      actions={
        <Button size="sm" onClick={() => queue.dispose()}>
          {t("forget")}
        </Button>
      }
    >
      {t("text", { recorded, missing })}
    </Callout>
  );
}
