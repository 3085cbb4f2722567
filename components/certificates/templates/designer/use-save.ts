"use client";

/** Saves what is edited a moment after the last change, one request at a time, and never over what somebody else saved meanwhile. */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { type Refusal, saveVersion } from "./requests.ts";

const QUIET_MS = 1_500;
/** After a request that came to nothing. */
const AGAIN_MS = 10_000;

export type SaveState =
  | { kind: "saved"; at: number | undefined }
  | { kind: "unsaved" | "saving" | "lost" | "conflict" }
  /** The document is not one yet. */
  | { kind: "invalid" }
  | { kind: "refused"; text: string };

export interface SaveInput {
  templateId: string;
  name: string;
  document: TemplateDocument;
  /** Of the document that the page began with; base64. */
  sha256: string;
  isValid: boolean;
}

export interface Saving {
  state: SaveState;
  /** Whether anything is not on the server. */
  isUnsaved: boolean;
  /** Saves now. @returns whether all is saved */
  save: () => Promise<boolean>;
}

export function useSave(input: SaveInput): Saving {
  const text = JSON.stringify([input.name, input.document]);
  const last = useRef({ text, sha256: input.sha256, pending: undefined as Promise<boolean> | undefined });
  const [state, setState] = useState<SaveState>({ kind: "saved", at: undefined });
  const isUnsaved = state.kind !== "saved" || last.current.text !== text;

  const send = useEffectEvent(async (): Promise<boolean> => {
    if (last.current.text === text) return true;
    if (state.kind === "conflict") return false;
    if (!input.isValid) {
      setState({ kind: "invalid" });
      return false;
    }
    setState({ kind: "saving" });
    const { templateId, name, document } = input;
    const outcome = await saveVersion({ templateId, name, document, basis: last.current.sha256 });
    if ("sha256" in outcome) {
      last.current = { ...last.current, text, sha256: outcome.sha256 };
      setState({ kind: "saved", at: Date.now() });
      return true;
    }
    setState(refusedState(outcome));
    return false;
  });
  const queue = useEffectEvent((): Promise<boolean> => {
    const before = last.current.pending ?? Promise.resolve(true);
    const next = before.then(() => send());
    last.current.pending = next;
    return next;
  });

  useEffect(() => {
    // Also what was taken back before it was sent.
    if (last.current.text === text) {
      setState((before) => (isPending(before) ? { kind: "saved", at: undefined } : before));
      return;
    }
    setState((before) => (before.kind === "conflict" ? before : { kind: "unsaved" }));
    const timer = setTimeout(() => queue(), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (state.kind !== "lost") return;
    const timer = setTimeout(() => queue(), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  useLeaveWarning(isUnsaved);
  return { state, isUnsaved, save: () => queue() };
}

function isPending({ kind }: SaveState): boolean {
  return kind === "unsaved" || kind === "invalid" || kind === "lost";
}

function refusedState(refusal: Refusal): SaveState {
  if ("lost" in refusal) return { kind: "lost" };
  const { code, detail } = refusal.problem;
  if (code === "conflict") return { kind: "conflict" };
  return detail === "" ? { kind: "lost" } : { kind: "refused", text: detail };
}

/** The browser asks before the tab is closed or another address is opened. */
function useLeaveWarning(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isUnsaved]);
}
