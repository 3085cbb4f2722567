"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { PageSizes } from "#lib/features/contracts/templates/types.ts";
import type { Drawing } from "./use-drawing.ts";

/** A place on a page, in millimetres from its left lower corner. */
export type Box = { page: number; x: number; y: number; width: number; height: number; label: string };

type DrawnPagesProps = {
  drawing: Drawing;
  /** What is shown around places on the pages. */
  boxes?: readonly Box[];
  sizes?: PageSizes;
};

/** The pages of a contract as its parties will see them, and whether they are those of the last change. */
export function DrawnPages({ drawing: { drawn, state, problem }, boxes = [], sizes = [] }: DrawnPagesProps) {
  const t = useTranslations("contractTemplates.look");
  const count = drawn?.count ?? 0;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p role="status" className="flex min-h-6 items-center gap-2 text-sm text-ink-soft">
        {state === "drawing" ? <Spinner /> : null}
        {t(state, { count })}
      </p>
      {problem ? (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      ) : null}
      {drawn?.pages.map((canvas, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pages are known by their place
        <div key={at} className="relative overflow-hidden rounded-md border border-rule bg-white shadow-raised">
          <div
            role="img"
            aria-label={t("page", { page: at + 1, count })}
            ref={(place) => place?.replaceChildren(canvas)}
          />
          <Boxes boxes={boxes.filter(({ page }) => page === at + 1)} size={sizes[at]} />
        </div>
      ))}
      {drawn && count > drawn.pages.length ? (
        <p className="text-xs text-ink-soft">{t("more", { count: drawn.pages.length })}</p>
      ) : null}
    </div>
  );
}

/** For the eye alone: in words each place stands in its form. */
function Boxes({ boxes, size }: { boxes: readonly Box[]; size: PageSizes[number] | undefined }): ReactNode {
  if (!size) return null;
  const [wide, high] = size;
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return boxes.map(({ x, y, width, height, label }, at) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: places are known by their order
      key={at}
      aria-hidden="true"
      className="absolute overflow-hidden border border-dashed border-black/70 bg-black/5 px-0.5 text-[0.6rem] leading-tight text-black"
      style={{
        ...{ left: percent(x, wide), bottom: percent(y, high) },
        ...{ width: percent(width, wide), height: percent(height, high) },
      }}
    >
      {label}
    </span>
  ));
}
