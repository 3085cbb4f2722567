/**
 * Documents that change by themselves: what their scripts do, or what they show from elsewhere, is not what was seen when they were signed
 * (ISO 32000-2 sections 12.6.4.17, 7.11, 8.10.4).
 */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isDict, isName, type PdfDict, type PdfValue } from "#lib/pdf/read/values.ts";

/** Values may be nested as deeply as they are read. */
const DEPTH_MAX = 64;

/** Whether any object holds a script, takes its content from another file, or stands for a page of one. */
export function isActive(document: PdfDocument): boolean {
  for (const { value, stream } of document.objects.values()) {
    if (stream && isDict(value) && (value.has("F") || value.has("Ref"))) return true;
    if (hasScript(document, value)) return true;
  }
  return false;
}

function hasScript(document: PdfDocument, value: PdfValue, depth = 0): boolean {
  if (depth > DEPTH_MAX) return true;
  if (Array.isArray(value)) return value.some((each) => hasScript(document, each, depth + 1));
  if (!isDict(value)) return false;
  return isScript(document, value) || [...value.values()].some((each) => hasScript(document, each, depth + 1));
}

function isScript(document: PdfDocument, dict: PdfDict): boolean {
  const kind = document.resolve(dict.get("S"));
  return dict.has("JS") || (isName(kind) && kind.name === "JavaScript");
}
