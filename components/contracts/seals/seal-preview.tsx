"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

export type PreviewedDesign = Record<"shape" | "words" | "caption" | "code" | "color" | "width", string>;

/** Of typing: not every letter is drawn. */
const PAUSE_MS = 300;

/** The seal as documents will have it, drawn by what draws it there. */
export function SealPreview({ design }: { design: PreviewedDesign }) {
  const t = useTranslations("documentSeals.new");
  const address = addressOf(design);
  const [drawn, setDrawn] = useState<string>();
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setDrawn(address), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [address]);
  const isFailed = drawn !== undefined && failed === drawn;
  return (
    <div className="grid gap-2 md:sticky md:top-6">
      <div className="grid aspect-square place-items-center overflow-hidden rounded-lg border border-rule bg-white p-4">
        {drawn && !isFailed ? (
          // biome-ignore lint/performance/noImgElement: drawn by our own renderer, sharp at any size
          <img
            src={drawn}
            alt={t("previewAlt", { words: design.words })}
            onError={() => setFailed(drawn)}
            className="max-h-full w-full"
          />
        ) : null}
      </div>
      <p role="status" className="text-xs text-ink-soft">
        {isFailed ? t("previewFailed") : t(drawn ? "preview" : "previewNone")}
      </p>
    </div>
  );
}

/** Undefined while there is nothing to be drawn. */
function addressOf({ words, caption, code, shape, ...more }: PreviewedDesign): string | undefined {
  if (words === "") return undefined;
  const hasRing = shape === "round" || shape === "oval";
  const ring = hasRing ? { ...(caption && { caption }), ...(code && { code }) } : {};
  return `/api/v1/seals/preview?${new URLSearchParams({ ...more, shape, words, ...ring })}`;
}
