/** A party's values, set in fields that stand there for them; with its signature they are one save. */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isName, isString, type PdfDict, type PdfRef, type PdfValue, textOf } from "#lib/pdf/read/values.ts";
import { type Field, formOf, readFields } from "#lib/verify/pdf/form.ts";
import type { Drawing, Hand } from "./drawn.ts";
import type { Increment } from "./increment.ts";
import { boxOf, type PageShown, shownSize } from "./pages.ts";
import { PdfRefused } from "./refused.ts";
import { settingOf } from "./setting.ts";
import { pageShowing } from "./widget.ts";
import { textValue } from "./write-values.ts";

/** Radio and push buttons (ISO 32000-2 section 12.7.5.2). */
const OTHER_BUTTONS = (1 << 15) | (1 << 16);

/** A field and what goes in: a text, a choice, whether it is checked; or a hand, of which the text is what it stands for. */
export interface Fill {
  name: string;
  value: string | boolean;
  hand?: Hand | undefined;
}

export interface FilledField {
  reference: PdfRef;
  dict: PdfDict;
  fill: Fill;
  /** Undefined for what has its looks already. */
  drawing: (Drawing & { page: PageShown }) | undefined;
}

/**
 * @throws {PdfRefused} `pdf_field_unknown` for a field that is not there, is no single place on a page, or takes no such value;
 *   `pdf_field_taken` for one that has a value;
 *   `pdf_form_unfinished` for a form that programs draw anew
 */
export function findFills(
  document: PdfDocument,
  { fills, pages }: { fills: readonly Fill[]; pages: readonly PageShown[] },
): FilledField[] {
  // Programs draw what is filled in anew, each in its own way.
  const isUnfinished = document.resolve(formOf(document)?.get("NeedAppearances")) === true;
  if (fills.length > 0 && isUnfinished) throw new PdfRefused("pdf_form_unfinished");
  const fields = readFields(document);
  const names = new Set(fills.map(({ name }) => name));
  if (names.size < fills.length) throw new PdfRefused("pdf_field_doubled");
  return fills.map((fill) => {
    const found = fields.filter(({ name }) => name === fill.name);
    const [field] = found;
    const box = field && boxOf(document, field.dict.get("Rect"));
    const page = field && pageShowing(document, { widget: field, pages });
    // Rich text would be shown instead of the value.
    if (found.length !== 1 || field?.number === undefined || !box || !page || field.dict.has("RV"))
      throw new PdfRefused("pdf_field_unknown");
    if (!isEmpty(document, field)) throw new PdfRefused("pdf_field_taken");
    const size = shownSize({ ...page, box });
    return {
      reference: { ref: field.number },
      dict: field.dict,
      fill,
      drawing: drawingOf(document, { field, fill, page, size }),
    };
  });
}

function isEmpty(document: PdfDocument, { value, type }: Field): boolean {
  const found = document.resolve(value);
  if (found === null) return true;
  return type === "Btn" && isName(found) && found.name === "Off";
}

type Given = { field: Field; fill: Fill; page: PageShown; size: { width: number; height: number } };

function drawingOf(document: PdfDocument, { field, fill, page, size }: Given): FilledField["drawing"] {
  const { value, hand } = fill;
  const { type, dict } = field;
  if (type === "Btn" && typeof value === "boolean" && isBox(document, dict)) return undefined;
  if (typeof value !== "string" || (type !== "Tx" && type !== "Ch")) throw new PdfRefused("pdf_field_unknown");
  if (type === "Ch" && !optionsOf(document, dict).includes(value)) throw new PdfRefused("pdf_field_unknown");
  if (hand) return { kind: "hand", hand, captions: [], page, ...size };
  const setting = settingOf(size.height);
  const align = dict.get("Q") === 2 ? "right" : "left";
  return { kind: "text", text: value, align, page, ...setting, ...size };
}

/** A check box that shows whether it is checked, as those that we make. */
function isBox(document: PdfDocument, dict: PdfDict): boolean {
  const states = document.dict(document.dict(dict.get("AP"))?.get("N"));
  const flags = document.resolve(dict.get("Ff"));
  const isOther = typeof flags === "number" && (flags & OTHER_BUTTONS) !== 0;
  return !isOther && states?.size === 2 && states.has("Yes") && states.has("Off");
}

function optionsOf(document: PdfDocument, dict: PdfDict): string[] {
  const options = document.resolve(dict.get("Opt"));
  return (Array.isArray(options) ? options : []).flatMap((each) => {
    const option = document.resolve(each);
    return isString(option) ? [textOf(option)] : [];
  });
}

/** @param forms of the drawings, in the order of the fields that have one */
export function setFills(increment: Increment, filled: readonly FilledField[], forms: readonly PdfRef[]): void {
  let next = 0;
  for (const { reference, dict, fill, drawing } of filled) {
    const { value } = fill;
    if (value === false) continue;
    const form = drawing ? forms[next++] : undefined;
    const set: [string, PdfValue][] =
      typeof value === "string"
        ? [["V", textValue(value)], ...(form ? ([["AP", new Map([["N", form]])]] as [string, PdfValue][]) : [])]
        : [
            ["V", { name: "Yes" }],
            ["AS", { name: "Yes" }],
          ];
    increment.replace(reference, new Map<string, PdfValue>([...dict, ...set]));
  }
}
