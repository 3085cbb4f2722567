"use client";

import { FileUp } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatBytes } from "#components/ui/bytes.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import type { Method } from "./upload-item.ts";
import { UploadList } from "./upload-list.tsx";
import { UploadMethod } from "./upload-method.tsx";
import { UploadSummary } from "./upload-summary.tsx";
import { useUploadQueue } from "./use-upload-queue.ts";

type UploadPanelProps = {
  /** Who records for whom: the list belongs to them alone. */
  scope: string;
  /** Largest file the intake takes, in bytes. */
  bytesMax: number;
  /** The organisation keeps what is sent. */
  keepContent: boolean;
};

/** Choosing, hashing, confirming, sending: the whole of recording files by hand. */
export function UploadPanel({ scope, bytesMax, keepContent }: UploadPanelProps) {
  const t = useTranslations("upload");
  const locale = useLocale();
  const { queue, items } = useUploadQueue(scope, bytesMax);
  const [method, setMethod] = useState<Method>(keepContent ? "upload" : "digest");
  const max = formatBytes(bytesMax, locale) ?? String(bytesMax);
  return (
    <div className="grid gap-8">
      <UploadMethod keepContent={keepContent} method={method} onChange={setMethod} />
      <FileDrop
        title={t("choose.drop")}
        hint={t("choose.hint", { max })}
        buttonLabel={t("choose.button")}
        icon={<FileUp aria-hidden="true" className="size-8" />}
        compact={items.length > 0}
        multiple
        onFiles={(files) => queue.add(files)}
      />
      {items.length > 0 ? (
        <>
          <UploadList items={items} queue={queue} method={method} max={max} />
          <UploadSummary items={items} queue={queue} method={method} />
        </>
      ) : null}
    </div>
  );
}
