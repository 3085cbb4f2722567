"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { drawPreview, type PreviewWish } from "../requests.ts";

/** How long the browser has to begin with what it was handed. */
const HANDED_OVER_MS = 60_000;

/** The page as the PDF that certificates are, which is saved. */
export function PdfButton({ wish }: { wish: PreviewWish }) {
  const t = useTranslations("templates.designer.preview");
  const [state, setState] = useState<"ready" | "drawing" | "failed">("ready");
  const save = async () => {
    setState("drawing");
    const outcome = await drawPreview(wish, { as: "pdf", signal: new AbortController().signal });
    setState("page" in outcome ? "ready" : "failed");
    if (!("page" in outcome)) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(outcome.page);
    link.download = t("fileName");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), HANDED_OVER_MS);
  };
  return (
    <div className="grid justify-items-start gap-2">
      <Button busy={state === "drawing"} icon={<Download aria-hidden="true" className="size-4" />} onClick={save}>
        {t("pdf")}
      </Button>
      {state === "failed" ? <FieldError id="preview-pdf-error">{t("failed")}</FieldError> : null}
    </div>
  );
}
