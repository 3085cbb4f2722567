/** What is wrong with a document, by the place in it, as keys of words. */
import { templateDocumentSchema } from "#lib/features/certificates/templates/schema/document.ts";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";

export const PROBLEM_KEYS = [
  "number",
  "color",
  "text",
  "label",
  "name",
  "nameTwice",
  "format",
  "choices",
  "placeholder",
  "qrSquare",
  "qrDark",
  "sizeMin",
  "zone",
  "months",
  "predicate",
  "predicateField",
  "predicateTwice",
  "picture",
  "many",
  "other",
] as const;
export type ProblemKey = (typeof PROBLEM_KEYS)[number];

export interface Problem {
  /** `elements.3.text` */
  place: string;
  key: ProblemKey;
  /** The placeholder that names nothing. */
  name?: string;
}

/** By the last name of the place; what is told apart further is asked before. */
const KEY_OF_MEMBER: Record<string, ProblemKey> = {
  ...{
    x: "number",
    y: "number",
    width: "number",
    height: "number",
    size: "number",
    leading: "number",
    spacing: "number",
  },
  ...{
    linesMax: "number",
    strokeWidth: "number",
    sizeMin: "number",
    color: "color",
    second: "color",
    fill: "color",
    stroke: "color",
  },
  ...{ text: "text", caption: "text", alt: "text", description: "text", criteria: "text", months: "months" },
  ...{
    en: "label",
    "zh-CN": "label",
    name: "name",
    format: "format",
    choices: "choices",
    timeZone: "zone",
    picture: "picture",
  },
  ...{ elements: "many", fields: "many" },
};

export function problemsOf(document: TemplateDocument): Problem[] {
  const read = templateDocumentSchema.safeParse(document);
  if (read.success) return [];
  return read.error.issues.map(({ path, message, code }) => {
    const place = path.join(".");
    const unknown = /^unknown \{\{(.+)\}\}$/.exec(message)?.[1];
    if (unknown) return { place, key: "placeholder", name: unknown };
    return { place, key: keyOf(path, { message, isOurs: code === "custom" }) };
  });
}

function keyOf(path: readonly PropertyKey[], { message, isOurs }: { message: string; isOurs: boolean }): ProblemKey {
  const member = String(path.filter((each) => typeof each === "string").at(-1) ?? "");
  if (message === "a square") return "qrSquare";
  if (message === "dark") return "qrDark";
  if (message === "at most size") return "sizeMin";
  if (message === "distinct names") return "nameTwice";
  if (message === "distinct predicates") return "predicateTwice";
  if (message === "predicate field") return "predicateField";
  if (path[0] === "predicates") return "predicate";
  if (path[0] === "achievement" && member === "name") return "label";
  return KEY_OF_MEMBER[member] ?? (isOurs ? "text" : "other");
}
