/** Placeholders in a template's texts: `{{name}}`, or `{{name:form}}` for a date in a form of its own. */
import { BUILT_IN_VALUES, type TemplateDocument, type TemplateField } from "../types.ts";

export const DATE_FORMS = ["long", "numeric", "han", "zh-CN", "en"] as const;
export type DateForm = (typeof DATE_FORMS)[number];

export type TextPart = { text: string } | { name: string; form?: string };

const PLACEHOLDER = /\{\{([a-z][a-z0-9_-]{0,39})(?::([a-zA-Z-]{2,7}))?\}\}/g;

/** The parts of a text; braces that are no placeholder stay text. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    const [whole, name = "", form] = match;
    parts.push(form === undefined ? { name } : { name, form });
    at = match.index + whole.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

export function placeholdersOf(text: string): { name: string; form?: string }[] {
  return partsOf(text).filter((part) => "name" in part);
}

const DATES: readonly string[] = ["issued_on", "valid_until"];

/** Whether a placeholder names something that a certificate of this template has, in a form that it has. */
export function isKnownPlaceholder(
  { name, form }: { name: string; form?: string },
  fields: readonly TemplateField[],
): boolean {
  const type = DATES.includes(name) ? "date" : fields.find((field) => field.name === name)?.type;
  if (form !== undefined) return type === "date" && (DATE_FORMS as readonly string[]).includes(form);
  return type !== undefined || (BUILT_IN_VALUES as readonly string[]).includes(name);
}

/** The names of all values that the document prints. */
export function printedNames({ elements }: TemplateDocument): Set<string> {
  const texts = elements.flatMap((each) => (each.kind === "text" || each.kind === "seal" ? [each.text] : []));
  return new Set(texts.flatMap((text) => placeholdersOf(text).map(({ name }) => name)));
}
