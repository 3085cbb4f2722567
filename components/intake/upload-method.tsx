"use client";

import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import type { Method } from "./upload-item.ts";

type UploadMethodProps = { keepContent: boolean; method: Method; onChange: (method: Method) => void };

/** Says what leaves the browser and why; where the organisation keeps no content, the person chooses. */
export function UploadMethod({ keepContent, method, onChange }: UploadMethodProps) {
  const t = useTranslations("upload.method");
  // What is chosen decides what leaves the browser: no choice that nobody hears of.
  const disabled = !useHydrated();
  if (keepContent) return <Callout title={t("label")}>{t("kept")}</Callout>;
  return (
    <div className="grid gap-3">
      <RadioGroup
        name="method"
        legend={t("label")}
        value={method}
        onChange={(value) => onChange(value === "upload" ? "upload" : "digest")}
        options={[
          { value: "digest", label: t("digest"), hint: t("digestHint"), disabled },
          { value: "upload", label: t("upload"), hint: t("uploadHint"), disabled },
        ]}
      />
      <p className="text-xs text-ink-soft">{t("why")}</p>
    </div>
  );
}
