"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useEditor } from "../editor.ts";
import { ELEMENT_KINDS, type ElementKind } from "../new-element.ts";
import { useCanvas } from "./use-canvas.ts";
import "./canvas.css";

/** The page itself, under the mouse. Whatever can be done here can be done in the panel beside it, without one. */
export function Canvas({ issuer, save }: { issuer: string; save: () => void }) {
  const t = useTranslations("templates.designer");
  const { draft, dispatch, labelOf } = useEditor();
  const place = useRef<HTMLDivElement>(null);
  const kinds = Object.fromEntries(ELEMENT_KINDS.map((kind) => [kind, t(`kinds.${kind}`)])) as Record<
    ElementKind,
    string
  >;
  const words = { newText: t("newText"), kinds };
  const state = useCanvas({ place, draft, dispatch, save, labelOf, issuer, words });
  return (
    <section aria-label={t("canvas")} className="relative overflow-hidden rounded-lg border border-rule bg-sunken">
      <div ref={place} className="template-canvas h-[45dvh] min-h-72 lg:h-[calc(100dvh-13rem)]" />
      {state === "loading" ? (
        <p role="status" className="absolute inset-0 flex items-center justify-center gap-3 text-sm text-ink-soft">
          <Spinner /> {t("canvasLoading")}
        </p>
      ) : null}
      {state === "failed" ? (
        <div className="absolute inset-0 grid place-items-center p-6">
          <Callout tone="danger" role="alert">
            {t("canvasFailed")}
          </Callout>
        </div>
      ) : null}
    </section>
  );
}
