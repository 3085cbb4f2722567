/** Values of two revisions of one document, compared as they are written: references by their numbers. */

import { equalBytes } from "#lib/core/text/bytes.ts";
import type { PdfDocument, PdfObject } from "#lib/pdf/read/document.ts";
import { isDict, isRef, isSameValue, type PdfDict, type PdfValue } from "#lib/pdf/read/values.ts";

const DEPTH_MAX = 64;

export function isSameObject(left: PdfObject | undefined, right: PdfObject | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (left.place === right.place && left.isPacked === right.isPacked) return true;
  const [one, other] = [left.stream, right.stream];
  if (one === undefined || other === undefined) return one === other && isSameValue(left.value, right.value);
  return equalBytes(one, other) && isSameValue(left.value, right.value);
}

/** Names of the entries that are not the same in both. */
export function differingKeys(left: PdfDict, right: PdfDict): string[] {
  return [...new Set([...left.keys(), ...right.keys()])].filter((key) => !isSameValue(left.get(key), right.get(key)));
}

/** Numbers of all objects that a value leads to. */
export function reachableFrom(document: PdfDocument, value: PdfValue | undefined): Set<number> {
  const found = new Set<number>();
  const walk = (each: PdfValue | undefined, depth: number): void => {
    if (each === undefined || each === null || depth > DEPTH_MAX) return;
    if (isRef(each)) {
      if (found.has(each.ref)) return;
      found.add(each.ref);
      walk(document.objects.get(each.ref)?.value, depth + 1);
    } else if (isDict(each)) {
      for (const inner of each.values()) walk(inner, depth + 1);
    } else if (Array.isArray(each)) for (const inner of each) walk(inner, depth + 1);
  };
  walk(value, 0);
  return found;
}

/** How often each object is referred to. */
export function referenceCounts(document: PdfDocument): Map<number, number> {
  const counts = new Map<number, number>();
  const count = (value: PdfValue): void => {
    if (isRef(value)) counts.set(value.ref, (counts.get(value.ref) ?? 0) + 1);
    else if (isDict(value)) for (const each of value.values()) count(each);
    else if (Array.isArray(value)) for (const each of value) count(each);
  };
  for (const { value } of document.objects.values()) count(value);
  return counts;
}
