"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { BundlePanel } from "./bundle-panel.tsx";
import { UploadPanel, type UploadPanelProps } from "./upload-panel.tsx";

/** Files by hand: each as a record of its own, or all together as one. */
export function IntakeDesk(upload: Omit<UploadPanelProps, "originals">) {
  const t = useTranslations("upload.bundle");
  const [isBundle, setBundle] = useState(false);
  const disabled = !useHydrated();
  return (
    <div className="grid grid-cols-1 gap-8">
      <RadioGroup
        name="as"
        legend={t("as")}
        value={isBundle ? "bundle" : "each"}
        onChange={(value) => setBundle(value === "bundle")}
        options={[
          { value: "each", label: t("each"), hint: t("eachHint"), disabled },
          { value: "bundle", label: t("bundle"), hint: t("bundleHint"), disabled },
        ]}
      />
      {isBundle ? <BundlePanel asked={upload.fields} /> : <UploadPanel {...upload} />}
    </div>
  );
}
