/** A template's document while it is edited: what it is, what it was before, what is chosen in it. Pure: the page holds it in a reducer. */
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";

/** How many steps can be taken back. */
const STEPS_MAX = 200;

export interface Draft {
  document: TemplateDocument;
  past: readonly TemplateDocument[];
  future: readonly TemplateDocument[];
  /** What the newest step was about: a word that is typed is one step, not one a letter. */
  about: string | undefined;
  /** Ids of the elements that are chosen. */
  chosen: readonly string[];
}

export type Edit = (document: TemplateDocument) => TemplateDocument;

export type Step =
  /** `about`: steps that follow one another about the same thing are taken back together. */
  | { kind: "edit"; edit: Edit; about?: string }
  | { kind: "undo" | "redo" }
  /** Ends what is edited as one step. */
  | { kind: "settle" }
  | { kind: "choose"; ids: readonly string[] };

export function newDraft(document: TemplateDocument): Draft {
  return { document, past: [], future: [], about: undefined, chosen: [] };
}

export function nextDraft(draft: Draft, step: Step): Draft {
  switch (step.kind) {
    case "edit":
      return edited(draft, step);
    case "undo":
      return moved(draft, "past", "future");
    case "redo":
      return moved(draft, "future", "past");
    case "settle":
      return draft.about === undefined ? draft : { ...draft, about: undefined };
    case "choose":
      return isSame(draft.chosen, step.ids) ? draft : { ...draft, chosen: step.ids, about: undefined };
  }
}

function edited(draft: Draft, { edit, about }: { edit: Edit; about?: string }): Draft {
  const document = edit(draft.document);
  if (document === draft.document) return draft;
  const continues = about !== undefined && about === draft.about;
  const past = continues ? draft.past : [...draft.past, draft.document].slice(-STEPS_MAX);
  return { document, past, future: [], about, chosen: present(draft.chosen, document) };
}

function moved(draft: Draft, from: "past" | "future", to: "past" | "future"): Draft {
  const document = draft[from].at(-1);
  if (!document) return draft;
  const stacks = { [from]: draft[from].slice(0, -1), [to]: [...draft[to], draft.document] };
  return { ...draft, ...stacks, document, about: undefined, chosen: present(draft.chosen, document) };
}

function present(ids: readonly string[], { elements }: TemplateDocument): readonly string[] {
  const all = new Set(elements.map(({ id }) => id));
  return ids.every((id) => all.has(id)) ? ids : ids.filter((id) => all.has(id));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}
