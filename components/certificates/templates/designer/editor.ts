"use client";

/** What every panel of the designer shares: the draft, how it is changed, and what is wrong in it. */
import { createContext, useContext } from "react";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import type { Draft, Edit, Step } from "./draft.ts";

export interface Editor {
  draft: Draft;
  document: TemplateDocument;
  /** Of the template; the list shows it by this. */
  name: string;
  setName: (name: string) => void;
  dispatch: (step: Step) => void;
  /** @param about steps that follow one another about the same thing are taken back together */
  change: (edit: Edit, about?: string) => void;
  /** In words, for the value at a place of the document: `["elements", 3, "text"]`. */
  problemAt: (...path: (string | number)[]) => string | undefined;
  /** What a value is called in the reader's language. */
  labelOf: (name: string) => string;
  /** Sends a picture, and gives the digest it is known by or why it is not taken. */
  sendPicture: (file: File) => Promise<{ digest: string } | { problem: string }>;
}

export const EditorContext = createContext<Editor | undefined>(undefined);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("useEditor is used outside the designer");
  return editor;
}
