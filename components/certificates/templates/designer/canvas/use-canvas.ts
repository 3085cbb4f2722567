"use client";

/** Keeps pdfme's designer and the draft the same: what is moved on the canvas is a step of the draft, and every other step shows on the canvas. */
import type { Designer } from "@pdfme/ui";
import { useLocale } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Locale } from "#lib/i18n/locale.ts";
import type { Draft, Step } from "../draft.ts";
import { type CanvasTemplate, fromCanvas, type LabelOf, toCanvas } from "./canvas-template.ts";
import { guardKeys } from "./keys.ts";
import { openDesigner } from "./open-designer.ts";
import type { PluginWords } from "./plugins.ts";

/** While one types, the canvas follows at this distance. */
const FOLLOW_MS = 120;
/** pdfme lays out a template that it is given before anything in it can be chosen. */
const LAY_OUT_MS = 60;

export type CanvasState = "loading" | "ready" | "failed";

interface CanvasInput {
  place: RefObject<HTMLElement | null>;
  draft: Draft;
  dispatch: (step: Step) => void;
  save: () => void;
  labelOf: LabelOf;
  issuer: string;
  words: PluginWords;
}

export function useCanvas(input: CanvasInput): CanvasState {
  const { place, draft, labelOf } = input;
  const locale = useLocale() as Locale;
  const designer = useRef<Designer>(undefined);
  /** What the canvas shows, and whether it is being told something new, when it chooses nothing for a moment. */
  const shown = useRef({ text: "", telling: false });
  const [state, setState] = useState<CanvasState>("loading");
  const template = toCanvas(draft.document, labelOf);
  const text = JSON.stringify(template);

  const take = useEffectEvent((changed: { schemas: unknown }) => {
    if (shown.current.telling) return;
    const document = fromCanvas(changed as Pick<CanvasTemplate, "schemas"> as never, draft.document);
    const now = JSON.stringify(toCanvas(document, labelOf));
    // A code is a square again, a copy has an id of its own: then the canvas is told, too.
    shown.current.text = JSON.stringify({ ...template, schemas: changed.schemas }) === now ? now : "";
    if (now !== text) input.dispatch({ kind: "edit", edit: () => document });
  });
  const choose = useEffectEvent((ids: string[]) => {
    // What lies on the ground is chosen in the list alone, and the canvas knows nothing of it.
    const ground = new Set(template.basePdf.staticSchema.map(({ name }) => name));
    const isGround = ids.length === 0 && draft.chosen.some((id) => ground.has(id));
    // Nor of what it has not been told of yet.
    const isBehind = ids.length === 0 && shown.current.text !== text;
    if (!shown.current.telling && !isGround && !isBehind) input.dispatch({ kind: "choose", ids });
  });
  const open = useEffectEvent(async (canvas: HTMLElement) => {
    const opened = await openDesigner({
      place: canvas,
      template,
      locale,
      words: input.words,
      issuer: () => input.issuer,
    });
    shown.current.text = text;
    return opened;
  });
  const keys = useEffectEvent((command: "undo" | "redo" | "save") =>
    command === "save" ? input.save() : input.dispatch({ kind: command }),
  );
  const isChosen = useEffectEvent(() => draft.chosen.length > 0);

  useEffect(() => {
    const canvas = place.current;
    if (!canvas) return;
    let ended = false;
    const unguard = guardKeys({
      ...{ canvas, isChosen: () => isChosen() },
      ...{ undo: () => keys("undo"), redo: () => keys("redo"), save: () => keys("save") },
    });
    // pdfme unmounts what is mounted: a second time needs a place of its own.
    const root = canvas.appendChild(document.createElement("div"));
    Object.assign(root.style, { width: "100%", height: "100%" });
    open(root).then(
      (opened) => {
        if (ended) return opened.destroy();
        designer.current = opened;
        opened.onChangeTemplate((changed) => take(changed));
        opened.onChangeSelection(({ schemas }) => choose(schemas.map(({ name }) => name)));
        setState("ready");
      },
      () => setState("failed"),
    );
    return () => {
      ended = true;
      unguard();
      designer.current?.destroy();
      designer.current = undefined;
      root.remove();
    };
  }, [place]);

  useFollowing({ designer, shown, state, text, template, chosen: draft.chosen });
  return state;
}

interface Following {
  designer: RefObject<Designer | undefined>;
  shown: RefObject<{ text: string; telling: boolean }>;
  state: CanvasState;
  text: string;
  template: CanvasTemplate;
  chosen: readonly string[];
}

/** The canvas shows and chooses what the draft does. */
function useFollowing({ designer, shown, state, text, template, chosen }: Following): void {
  const select = useEffectEvent(() => {
    const ids = designer.current?.getSelectedSchemas().map(({ name }) => name) ?? [];
    if (ids.join() !== chosen.join()) designer.current?.selectSchemas([...chosen]);
  });
  const tell = useEffectEvent(() => {
    shown.current.text = text;
    shown.current.telling = true;
    designer.current?.updateTemplate(template as never);
    return setTimeout(() => {
      select();
      // What pdfme says of the choice comes after its own rendering.
      setTimeout(() => {
        shown.current.telling = false;
      }, LAY_OUT_MS);
    }, LAY_OUT_MS);
  });
  useEffect(() => {
    if (state !== "ready" || shown.current.text === text) return;
    const timer = setTimeout(tell, FOLLOW_MS);
    return () => clearTimeout(timer);
  }, [state, text, shown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the choice alone
  useEffect(() => {
    if (state === "ready" && !shown.current.telling && shown.current.text === text) select();
  }, [state, chosen]);
}
