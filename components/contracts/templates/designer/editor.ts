import { createContext, useContext } from "react";
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";
import type { Path } from "./edits.ts";

export interface Editor {
  document: ContractTemplateDocument;
  /** @param value undefined: the member is taken out */
  set: (path: Path, value: unknown) => void;
  /** In words, of exactly this place. */
  problemAt: (path: Path) => string | undefined;
}

export const EditorContext = createContext<Editor | undefined>(undefined);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("Outside of an editor.");
  return editor;
}
