"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { currentUpload, subscribeUpload } from "./current-upload.ts";

const UPLOADS = "/evidence/new";

/** While files are being recorded and one looks at something else: how far they are, and the way back to them. */
export function UploadPill() {
  const t = useTranslations("common.upload");
  const path = usePathname();
  const upload = useSyncExternalStore(subscribeUpload, currentUpload, () => undefined);
  if (!upload?.running || path === UPLOADS) return null;
  const { done, total, paused } = upload;
  return (
    <Link
      href={UPLOADS}
      prefetch={false}
      className="inline-flex min-h-11 items-center gap-2 text-xs font-medium tabular-nums print:hidden"
    >
      <span className="inline-flex items-center gap-2 rounded-full border border-rule-strong bg-surface px-3 py-1.5">
        <span
          aria-hidden="true"
          className={paused ? "size-2 rounded-full bg-attention" : "size-2 animate-breathe rounded-full bg-seal"}
        />
        {t(paused ? "paused" : "running", { done, total })}
      </span>
    </Link>
  );
}
