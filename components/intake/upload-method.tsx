"use client";

import { useTranslations } from "next-intl";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import type { Method } from "./upload-item.ts";

type UploadMethodProps = { keepContent: boolean; method: Method; onChange: (method: Method) => void };

/** Says what leaves the browser and why; the person chooses, for each upload. */
export function UploadMethod({ keepContent, method, onChange }: UploadMethodProps) {
  const t = useTranslations("upload.method");
  // What is chosen decides what leaves the browser: no choice that nobody hears of.
  const disabled = !useHydrated();
  const digest = { value: "digest", label: t("digest"), hint: t("digestHint"), disabled };
  const kept = { value: "upload", label: t("keep"), hint: t("keepHint"), disabled };
  const passing = { value: "upload", label: t("upload"), hint: t("uploadHint"), disabled };
  return (
    <div className="grid gap-3">
      <RadioGroup
        name="method"
        legend={t("label")}
        value={method}
        onChange={(value) => onChange(value === "upload" ? "upload" : "digest")}
        options={keepContent ? [kept, digest] : [digest, passing]}
      />
      <p className="text-xs text-ink-soft">{t(keepContent ? "whyKept" : "why")}</p>
    </div>
  );
}
