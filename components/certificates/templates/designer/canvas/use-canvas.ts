"use client";

/** Keeps pdfme's designer and the draft the same: what is moved on the canvas is a step of the draft, and every other step shows on the canvas. */
import type { Designer } from "@pdfme/ui";
import { useLocale } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Locale } from "#lib/i18n/locale.ts";
import type { Draft, Step } from "../draft.ts";
import { type CanvasTemplate, fromCanvas, type LabelOf, toCanvas } from "./canvas-template.ts";
import { watchHand } from "./hand.ts";
import { guardKeys } from "./keys.ts";
import { openDesigner } from "./open-designer.ts";
import type { PluginWords } from "./plugins.ts";

/** While one types, the canvas follows at this distance. */
const FOLLOW_MS = 120;
/** How long pdfme gets to lay out what it was given before it is told again what is chosen in it. */
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

/** What the canvas shows, whether it is being told it, and whether what it says is chosen was chosen on it. */
interface Shown {
  text: string;
  telling: boolean;
  byHand: boolean;
}

export function useCanvas(input: CanvasInput): CanvasState {
  const { place, draft, labelOf } = input;
  const locale = useLocale() as Locale;
  const designer = useRef<Designer>(undefined);
  const shown = useRef<Shown>({ text: "", telling: false, byHand: false });
  const [state, setState] = useState<CanvasState>("loading");
  const template = toCanvas(draft.document, labelOf);
  const text = JSON.stringify(template);
  const follow = useFollowing({ designer, shown, state, text, template, chosen: draft.chosen });

  const take = useEffectEvent((changed: { schemas: unknown }) => {
    if (shown.current.telling) return;
    const document = fromCanvas(changed as Pick<CanvasTemplate, "schemas"> as never, draft.document);
    const now = JSON.stringify(toCanvas(document, labelOf));
    // A code is a square again, a copy has an id of its own: then the canvas is told, too.
    shown.current.text = JSON.stringify({ ...template, schemas: changed.schemas }) === now ? now : "";
    if (now !== text) input.dispatch({ kind: "edit", edit: () => document });
  });
  const choose = useEffectEvent((ids: string[]) => {
    if (shown.current.byHand) input.dispatch({ kind: "choose", ids });
    else follow();
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
    const unwatch = watchHand(canvas, (isOnCanvas) => {
      shown.current.byHand = isOnCanvas;
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
      unwatch();
      designer.current?.destroy();
      designer.current = undefined;
      root.remove();
    };
  }, [place]);
  return state;
}

interface Following {
  designer: RefObject<Designer | undefined>;
  shown: RefObject<Shown>;
  state: CanvasState;
  text: string;
  template: CanvasTemplate;
  chosen: readonly string[];
}

/**
 * The canvas shows and chooses what the draft does.
 *
 * @returns has the canvas choose what the draft does once it is laid out
 */
function useFollowing({ designer, shown, state, text, template, chosen }: Following): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const select = useEffectEvent(() => {
    // What it has not been told of yet it cannot choose; it speaks again once it has.
    if (shown.current.byHand || shown.current.text !== text) return;
    // What lies on the ground is chosen in the list alone.
    const wanted = template.schemas[0].map(({ name }) => name).filter((name) => chosen.includes(name));
    const selected = new Set(designer.current?.getSelectedSchemas().map(({ name }) => name));
    const isSame = wanted.length === selected.size && wanted.every((name) => selected.has(name));
    if (!isSame) designer.current?.selectSchemas(wanted);
  });
  const tell = useEffectEvent(() => {
    Object.assign(shown.current, { text, byHand: false, telling: true });
    designer.current?.updateTemplate(template as never);
    shown.current.telling = false;
  });
  const follow = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => select(), LAY_OUT_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (state !== "ready" || shown.current.text === text) return;
    const telling = setTimeout(() => tell(), FOLLOW_MS);
    return () => clearTimeout(telling);
  }, [state, text, shown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the choice alone
  useEffect(() => {
    if (state === "ready") select();
  }, [state, chosen]);
  return follow;
}
