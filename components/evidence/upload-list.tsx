"use client";

import { useTranslations } from "next-intl";
import type { Method, UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { UploadRow } from "./upload-row.tsx";

type UploadListProps = {
  items: readonly UploadItem[];
  queue: UploadQueue;
  method: Method;
  /** The largest size accepted, in words. */
  max: string;
};

export function UploadList({ items, queue, method, max }: UploadListProps) {
  const t = useTranslations("upload");
  return (
    <section aria-labelledby="chosen" className="grid gap-3">
      <h2 id="chosen" className="font-serif text-lg font-semibold">
        {t("list")}
      </h2>
      {/* What gets the focus is scrolled clear of the bar at the bottom. */}
      <ul className="grid gap-3 [&_a]:scroll-mb-32 [&_button]:scroll-mb-32">
        {items.map((item) => (
          <UploadRow key={item.key} item={item} queue={queue} method={method} max={max} />
        ))}
      </ul>
    </section>
  );
}
