/** What may be changed after a signature (ISO 32000-2 sections 12.8.2.2 and 12.8.2.4): by a certification, and by locks of fields. */
import type { PdfDocument, PdfObject } from "#lib/pdf/read/document.ts";
import { isName, isRef, isString, type PdfDict, type PdfValue, textOf } from "#lib/pdf/read/values.ts";
import type { ChangeKind } from "./report.ts";

/** What each level of a certification permits (table 257, P): 1 nothing that is seen, 2 forms and signatures, 3 annotations as well. */
const PERMITTED: Readonly<Record<number, readonly ChangeKind[]>> = {
  1: ["nothing", "metadata", "timestamp", "validation_data"],
  2: ["nothing", "metadata", "timestamp", "validation_data", "signature", "form_fill"],
  3: ["nothing", "metadata", "timestamp", "validation_data", "signature", "form_fill", "annotation"],
};
/** Without P it is 2. */
const LEVEL_DEFAULT = 2;

export interface Lock {
  action: "All" | "Include" | "Exclude";
  fields: string[];
}

export interface Permissions {
  /** Undefined where it certifies nothing. */
  level: 1 | 2 | 3 | undefined;
  locks: Lock[];
}

/** Of a signature, by its references (transforms), in the document that it signs. */
export function permissionsOf(document: PdfDocument, signature: PdfDict): Permissions {
  const permissions: Permissions = { level: undefined, locks: [] };
  const references = document.resolve(signature.get("Reference"));
  for (const each of Array.isArray(references) ? references : []) {
    const reference = document.dict(each);
    const parameters = document.dict(reference?.get("TransformParams"));
    const method = nameIn(document, reference?.get("TransformMethod"));
    if (method === "DocMDP") permissions.level = levelOf(document.resolve(parameters?.get("P")));
    if (method === "FieldMDP" && parameters) permissions.locks.push(lockOf(document, parameters));
  }
  return permissions;
}

export function isPermitted(kind: ChangeKind, level: 1 | 2 | 3): boolean {
  return PERMITTED[level]?.includes(kind) === true;
}

/** Whether a field, by its full name, is among those that a lock closes. */
export function isLocked(field: string, { action, fields }: Lock): boolean {
  if (action === "All") return true;
  const isNamed = fields.some((name) => field === name || field.startsWith(`${name}.`));
  return action === "Include" ? isNamed : !isNamed;
}

/** The object that the catalog calls the certification (Perms, DocMDP); undefined where there is none. */
export function certificationOf(document: PdfDocument): PdfObject | undefined {
  const permissions = document.dict(document.dict(document.fromTrailer("Root"))?.get("Perms"));
  const value = permissions?.get("DocMDP");
  return isRef(value) ? document.objects.get(value.ref) : undefined;
}

function levelOf(value: PdfValue): 1 | 2 | 3 {
  return value === 1 || value === 3 ? value : LEVEL_DEFAULT;
}

function lockOf(document: PdfDocument, parameters: PdfDict): Lock {
  const action = nameIn(document, parameters.get("Action"));
  const fields = document.resolve(parameters.get("Fields"));
  return {
    // What is not understood locks all: a lock was meant.
    action: action === "Include" || action === "Exclude" ? action : "All",
    fields: (Array.isArray(fields) ? fields : []).flatMap((each) => {
      const found = document.resolve(each);
      return isString(found) ? [textOf(found)] : [];
    }),
  };
}

function nameIn(document: PdfDocument, value: PdfValue | undefined): string | undefined {
  const found = document.resolve(value);
  return isName(found) ? found.name : undefined;
}
