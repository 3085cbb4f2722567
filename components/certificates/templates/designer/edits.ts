/** What can be done to the elements and fields of a document, each as a step of its own. */
import type { TemplateDocument, TemplateElement, TemplateField } from "#lib/features/certificates/templates/types.ts";
import type { Edit } from "./draft.ts";

/** How far a copy lies from what it was copied from. */
const COPY_OFFSET_MM = 5;

const round = (value: number): number => Math.round(value * 100) / 100;

/** The element with other members; what is `undefined` among them is taken away. */
export function changeElement(id: string, change: Partial<Record<string, unknown>>): Edit {
  return (document) => ({
    ...document,
    elements: document.elements.map((each) => (each.id === id ? (withMembers(each, change) as TemplateElement) : each)),
  });
}

function withMembers(before: object, change: object): object {
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined));
}

export function addElement(element: TemplateElement): Edit {
  return (document) => ({ ...document, elements: [...document.elements, element] });
}

export function removeElements(ids: readonly string[]): Edit {
  return (document) => ({ ...document, elements: document.elements.filter(({ id }) => !ids.includes(id)) });
}

/** @param id of the copy */
export function copyElement(of: string, id: string): Edit {
  return (document) => {
    const element = document.elements.find((each) => each.id === of);
    if (!element) return document;
    const copy = { ...element, id, x: round(element.x + COPY_OFFSET_MM), y: round(element.y + COPY_OFFSET_MM) };
    return { ...document, elements: [...document.elements, copy] };
  };
}

/** Nearer to the reader (1) or farther away (-1) in the order in which elements are drawn. */
export function moveElement(id: string, by: 1 | -1): Edit {
  return (document) => {
    const elements = swapped(document.elements, { at: document.elements.findIndex((each) => each.id === id), by });
    return elements ? { ...document, elements } : document;
  };
}

export function changeField(at: number, change: Partial<TemplateField>): Edit {
  return (document) => {
    const before = document.fields[at];
    if (!before) return document;
    const field = withMembers(before, change) as unknown as TemplateField;
    const fields = document.fields.map((each, index) => (index === at ? field : each));
    return renamed({ ...document, fields }, before.name, field.name);
  };
}

/** Texts go on printing a field that has another name now. */
function renamed(document: TemplateDocument, before: string, after: string): TemplateDocument {
  if (before === after || before === "") return document;
  // A name that is being typed may be another field's for a moment: its places are left alone.
  if (document.fields.filter(({ name }) => name === after).length > 1) return document;
  const rename = (text: string) =>
    text.replaceAll(`{{${before}}}`, `{{${after}}}`).replaceAll(`{{${before}:`, `{{${after}:`);
  const elements = document.elements.map((each) =>
    each.kind === "text" ? { ...each, text: rename(each.text) } : each,
  );
  return { ...document, elements };
}

export function addField(field: TemplateField): Edit {
  return (document) => ({ ...document, fields: [...document.fields, field] });
}

export function removeField(at: number): Edit {
  return (document) => ({ ...document, fields: document.fields.filter((_, index) => index !== at) });
}

export function moveField(at: number, by: 1 | -1): Edit {
  return (document) => {
    const fields = swapped(document.fields, { at, by });
    return fields ? { ...document, fields } : document;
  };
}

function swapped<T>(all: readonly T[], { at, by }: { at: number; by: 1 | -1 }): T[] | undefined {
  const [one, other] = [all[at], all[at + by]];
  if (one === undefined || other === undefined) return undefined;
  const next = [...all];
  next[at] = other;
  next[at + by] = one;
  return next;
}

/** `text-3`: the first of its kind that is free. */
export function freeId(kind: string, taken: Iterable<string>): string {
  const all = new Set(taken);
  for (let number = 1; ; number++) if (!all.has(`${kind}-${number}`)) return `${kind}-${number}`;
}
