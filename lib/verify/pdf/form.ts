/** The fields of a form (ISO 32000-2 section 12.7.4), by their full names. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isName, isRef, isString, type PdfDict, type PdfValue, textOf } from "#lib/pdf/read/values.ts";

const FIELDS_MAX = 20_000;
const DEPTH_MAX = 16;

export interface Field {
  /** Full name, the parts with points between them. */
  name: string;
  /** Undefined for one that stands in its parent itself. */
  number: number | undefined;
  dict: PdfDict;
  /** `Sig`, `Tx`, `Btn`, `Ch`; inherited. */
  type: string | undefined;
  /** What is in it; inherited. */
  value: PdfValue | undefined;
}

export function formOf(document: PdfDocument): PdfDict | undefined {
  return document.dict(document.dict(document.fromTrailer("Root"))?.get("AcroForm"));
}

/** Fields and their widgets, those above before those below. */
export function readFields(document: PdfDocument): Field[] {
  const fields: Field[] = [];
  const seen = new Set<number>();
  const walk = (value: PdfValue, above: Pick<Field, "name" | "type" | "value"> & { depth: number }): void => {
    const dict = document.dict(value);
    if (dict === undefined || fields.length >= FIELDS_MAX || above.depth > DEPTH_MAX) return;
    const number = isRef(value) ? value.ref : undefined;
    if (number !== undefined && seen.has(number)) return;
    if (number !== undefined) seen.add(number);
    const part = document.resolve(dict.get("T"));
    const own = isString(part) ? textOf(part) : undefined;
    const name = own === undefined ? above.name : above.name === "" ? own : `${above.name}.${own}`;
    const stated = document.resolve(dict.get("FT"));
    const type = isName(stated) ? stated.name : above.type;
    const inside = dict.get("V") ?? above.value;
    fields.push({ name, number, dict, type, value: inside });
    const kids = document.resolve(dict.get("Kids"));
    for (const kid of Array.isArray(kids) ? kids : []) walk(kid, { name, type, value: inside, depth: above.depth + 1 });
  };
  const top = document.resolve(formOf(document)?.get("Fields"));
  for (const each of Array.isArray(top) ? top : [])
    walk(each, { name: "", type: undefined, value: undefined, depth: 0 });
  return fields;
}
