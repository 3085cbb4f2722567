"use client";

/** Has the server draw a contract a moment after the last change, and the browser its pages. */
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
import type { Drawn } from "#components/certificates/picture/draw-pages.ts";
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";
import { drawContract, isRefusal } from "./ask-server.ts";

const QUIET_MS = 800;
const PAGES_MAX = 20;

export interface Drawing {
  drawn: Drawn | undefined;
  state: "drawing" | "drawn" | "failed" | "waiting";
  problem: string | undefined;
}

/** @param document undefined while it is none that can be drawn: what was drawn last stays */
export function useDrawing(
  document: ContractTemplateDocument | undefined,
  values: Readonly<Record<string, string>>,
): Drawing {
  const t = useTranslations("contractTemplates.look");
  const [drawn, setDrawn] = useState<Drawn>();
  const [state, setState] = useState<Drawing["state"]>("drawing");
  const [problem, setProblem] = useState<string>();
  const text = document && JSON.stringify([document, values]);
  const fail = (words: string) => {
    setState("failed");
    setProblem(words);
  };
  const draw = useEffectEvent(async (signal: AbortSignal) => {
    if (!document) return;
    const outcome = await drawContract({ document, values }, signal);
    if (signal.aborted) return;
    if (isRefusal(outcome)) return fail(outcome.refused || t("lost"));
    try {
      const { drawPages } = await import("#components/certificates/picture/draw-pages.ts");
      const pages = await drawPages(outcome.pdf, PAGES_MAX);
      if (signal.aborted) return;
      setDrawn(pages);
      setState("drawn");
      setProblem(undefined);
    } catch {
      if (!signal.aborted) fail(t("notDrawn"));
    }
  });
  useEffect(() => {
    if (text === undefined) return setState("waiting");
    const ending = new AbortController();
    setState("drawing");
    const timer = setTimeout(() => draw(ending.signal), QUIET_MS);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [text]);
  return { drawn, state, problem };
}
