/** What is wrong with a document that is being edited, each with its place and words for it. */
import { contractDocumentSchema } from "#lib/features/contracts/templates/schema/document.ts";
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";

export interface Problem {
  /** Members of the document, joined by points. */
  place: string;
  key: keyof typeof KEYS | "missing" | "tooLong" | "tooMany" | "spelled" | "placeholder" | "wrong";
  /** The placeholder that nobody has. */
  name: string;
}

/** By what the schema says. */
const KEYS = {
  condition: "condition",
  party: "unknown party",
  taken: "a name of another field",
  options: "options are a choice's",
  turned: "the least is greater than the greatest",
  reserved: "reserved",
  distinctNames: "distinct names",
  distinctLabels: "distinct labels",
  distinct: "distinct",
} as const;
const UNKNOWN = "unknown ";

export function problemsOf(document: ContractTemplateDocument): Problem[] {
  const read = contractDocumentSchema.safeParse(document);
  if (read.success) return [];
  return read.error.issues.map((issue) => {
    const place = issue.path.join(".");
    const known = (Object.keys(KEYS) as (keyof typeof KEYS)[]).find((key) => KEYS[key] === issue.message);
    if (known) return { place, key: known, name: "" };
    if (issue.message.startsWith(`${UNKNOWN}{{`)) {
      return { place, key: "placeholder", name: issue.message.slice(UNKNOWN.length) };
    }
    const isList = "origin" in issue && issue.origin === "array";
    if (issue.code === "too_small") return { place, key: "missing", name: "" };
    if (issue.code === "too_big") return { place, key: isList ? "tooMany" : "tooLong", name: "" };
    if (issue.code === "invalid_format") return { place, key: "spelled", name: "" };
    return { place, key: "wrong", name: "" };
  });
}
