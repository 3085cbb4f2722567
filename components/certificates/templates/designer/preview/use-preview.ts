"use client";

/** Has the server judge and draw what is edited, a moment after the last change. */
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
import type { CertificateValues, Fault, TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { drawPreview, judgePreview, type PreviewWish, type Refusal, type Sample } from "../requests.ts";

const QUIET_MS = 500;

export type PreviewChoice = Sample | "own";

export interface Shown {
  faults: readonly Fault[];
  values: CertificateValues;
  /** Address of the picture, which this page holds; absent where the page cannot be drawn. */
  picture?: string;
}

interface PreviewInput {
  document: TemplateDocument;
  choice: PreviewChoice;
  own: CertificateValues;
}

export interface PreviewState {
  shown: Shown | undefined;
  state: "drawing" | "drawn" | "failed";
  problem: string | undefined;
  wish: PreviewWish;
}

export function usePreview({ document, choice, own }: PreviewInput): PreviewState {
  const t = useTranslations("templates.designer.preview");
  const [shown, setShown] = useState<Shown>();
  const [state, setState] = useState<PreviewState["state"]>("drawing");
  const [problem, setProblem] = useState<string>();
  const isOwn = choice === "own";
  const wish: PreviewWish = { document, sample: isOwn ? "ordinary" : choice, values: isOwn ? own : {} };
  const text = JSON.stringify(wish);

  const fail = (refusal: Refusal) => {
    setState("failed");
    setProblem("problem" in refusal && refusal.problem.detail !== "" ? refusal.problem.detail : t("lost"));
  };
  const draw = useEffectEvent(async (signal: AbortSignal) => {
    const [judged, drawn] = await Promise.all([judgePreview(wish, signal), drawPreview(wish, { as: "svg", signal })]);
    if (signal.aborted) return;
    if (!("faults" in judged)) return fail(judged);
    const picture = "page" in drawn ? { picture: URL.createObjectURL(drawn.page) } : {};
    setShown({ ...judged, ...picture });
    // What has no room is not drawn, and the faults say what it is.
    if (!("page" in drawn) && judged.faults.length === 0) return fail(drawn);
    setState("drawn");
    setProblem(undefined);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew whenever what is drawn is another
  useEffect(() => {
    const ending = new AbortController();
    setState("drawing");
    const timer = setTimeout(() => draw(ending.signal), QUIET_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [text]);
  const picture = shown?.picture;
  useEffect(() => {
    if (!picture) return;
    return () => URL.revokeObjectURL(picture);
  }, [picture]);
  return { shown, state, problem, wish };
}
