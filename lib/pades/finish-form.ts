/**
 * A document is finished before anybody signs it: whatever a party will fill in, sign or seal stands there from the start as a field with
 * complete defaults (ISO 32000-2 section 12.7). A later signer only sets values and what is seen of them, so that no reader calls an earlier
 * signature altered.
 */
import { utf8 } from "#lib/core/text/bytes.ts";
import { type PdfDocument, readDocument } from "#lib/pdf/read/document.ts";
import { isDict, isRef, type PdfDict, type PdfRef, type PdfValue } from "#lib/pdf/read/values.ts";
import { formOf, readFields } from "#lib/verify/pdf/form.ts";
import { isReadAlike } from "#lib/verify/pdf/structure.ts";
import { extendAnnotations } from "./annotations.ts";
import { TURNS } from "./appearance.ts";
import { EDGE_NAME, edgeName } from "./edges.ts";
import type { FormField } from "./form-fields.ts";
import { Increment } from "./increment.ts";
import { type Box, boxOnPage, type PageShown, shownSize } from "./pages.ts";
import { readSignable } from "./prepare.ts";
import { PdfRefused } from "./refused.ts";
import { settingOf } from "./setting.ts";
import { stripPlaces } from "./strips.ts";
import { textValue, writtenNumber } from "./write-values.ts";

/** Print (section 12.5.3). */
const WIDGET_FLAGS = 4;
/** SignaturesExist, AppendOnly (section 12.7.3). */
const SIG_FLAGS = 3;
/** Flags of fields (sections 12.7.4.1, 12.7.5.3 and 12.7.5.4). */
const FLAG = { readOnly: 1, required: 2, multiline: 1 << 12, combo: 1 << 17 } as const;
/** Quadding: amounts stand at the right. */
const RIGHT = 2;

/** A seal across the edges of all pages (骑缝章), which the party of a seal's field sets with it. In millimetres. */
export interface Edges {
  /** Name of the seal's field. */
  field: string;
  width: number;
  height: number;
}

/** The field in which a party signs or seals: its first one. In others of these kinds it only shows the same again. */
export function signingFieldOf<Field extends Pick<FormField, "party" | "kind">>(
  fields: readonly Field[],
  party: string,
): Field | undefined {
  return fields.find((field) => field.party === party && (field.kind === "signature" || field.kind === "seal"));
}

/**
 * @throws {PdfRefused} as `readSignable`; `pdf_signed_before`; `pdf_form_unfinished` for a form whose fields have no looks of their own;
 *   `pdf_place_outside`; `pdf_field_doubled` for two fields of a name; `pdf_field_unknown` for edges of what is no seal; `pdf_strips_one_page`
 */
export async function finishForm(
  pdf: Uint8Array,
  given: { fields: readonly FormField[]; edges?: readonly Edges[] | undefined },
): Promise<Uint8Array> {
  const { fields, edges = [] } = given;
  const { document, pages, isSigned } = await readSignable(pdf);
  if (isSigned) throw new PdfRefused("pdf_signed_before");
  if (document.resolve(formOf(document)?.get("NeedAppearances")) === true) throw new PdfRefused("pdf_form_unfinished");
  const increment = new Increment(pdf, document);
  const places = [
    ...fields.map((field) => placeOf(field, { pages, fields })),
    ...edges.flatMap((each) => edgePlaces(each, { pages, fields })),
  ];
  // Strips are found by such names.
  if (fields.some(({ name }) => EDGE_NAME.test(name))) throw new PdfRefused("pdf_field_doubled");
  requireNames(document, places);
  const added = new Map<number, PdfRef[]>();
  const widgets = places.map((place) => {
    const widget = increment.add(widgetOf(increment, { place, places }));
    const { ref } = place.page.reference;
    added.set(ref, [...(added.get(ref) ?? []), widget]);
    return widget;
  });
  completeForm(increment, { document, widgets });
  for (const page of pages) extendAnnotations(page, added.get(page.reference.ref) ?? [], { increment, document });
  const finished = increment.finish().pdf;
  if (!(await isReadAlike(finished, await readDocument(finished)))) throw new PdfRefused("pdf_ambiguous");
  return finished;
}

interface FieldPlace {
  name: string;
  label: string;
  party: string;
  page: PageShown;
  box: Box;
  kind: "line" | "amount" | "choice" | "check" | "sign";
  required: boolean;
  /** Nobody types into it. */
  isShownOnly: boolean;
  options: readonly string[];
}

type Whole = { pages: readonly PageShown[]; fields: readonly FormField[] };

function placeOf(field: FormField, { pages, fields }: Whole): FieldPlace {
  const { name, label, party, required, options = [] } = field;
  const page = pages[field.page - 1];
  if (page === undefined) throw new PdfRefused("pdf_place_outside");
  const [x, y, width, height] = [field.x, field.y, field.width, field.height].map((each) => each * page.unitsAMm);
  const whole = shownSize(page);
  const shown = { x: x ?? 0, y: y ?? 0, width: width ?? 0, height: height ?? 0 };
  const isInside =
    shown.x >= 0 && shown.y >= 0 && shown.x + shown.width <= whole.width && shown.y + shown.height <= whole.height;
  if (!isInside || shown.width <= 0 || shown.height <= 0) throw new PdfRefused("pdf_place_outside");
  const isSigning = signingFieldOf(fields, party) === field;
  const isShownOnly = ["signature", "seal", "initials", "attachment"].includes(field.kind) && !isSigning;
  const kinds = { amount: "amount", choice: "choice", check: "check" } as const;
  const kind = isSigning ? "sign" : (kinds[field.kind as keyof typeof kinds] ?? "line");
  return { ...{ name, label, party, required, options, page, kind, isShownOnly }, box: boxOnPage(page, shown) };
}

function edgePlaces({ field, ...size }: Edges, { pages, fields }: Whole): FieldPlace[] {
  const seal = fields.find(({ name, kind }) => name === field && kind === "seal");
  if (seal === undefined || signingFieldOf(fields, seal.party) !== seal) throw new PdfRefused("pdf_field_unknown");
  const { label, party } = seal;
  return stripPlaces(pages, size).map(({ page, box }, at) => ({
    ...{ name: edgeName(field, at + 1), label, party, page, box, options: [] },
    ...{ kind: "line", required: false, isShownOnly: true },
  }));
}

/** A name is one part of a full name, in which points stand between the parts (section 12.7.4.2). */
function requireNames(document: PdfDocument, places: readonly FieldPlace[]): void {
  const names = new Set(readFields(document).map(({ name }) => name));
  for (const { name } of places) {
    if (name === "" || name.includes(".") || names.has(name)) throw new PdfRefused("pdf_field_doubled");
    names.add(name);
  }
}

function widgetOf(
  increment: Increment,
  { place, places }: { place: FieldPlace; places: readonly FieldPlace[] },
): PdfDict {
  const { name, label, page, box, required, isShownOnly } = place;
  const flags = (required ? FLAG.required : 0) | (isShownOnly ? FLAG.readOnly : 0);
  const { entries, flags: own } = kindOf(increment, { place, places });
  return new Map<string, PdfValue>([
    ["Type", { name: "Annot" }],
    ["Subtype", { name: "Widget" }],
    ["T", textValue(name)],
    ["TU", textValue(label)],
    ["Rect", [box.left, box.bottom, box.right, box.top]],
    ["P", page.reference],
    ["F", WIDGET_FLAGS],
    ["Ff", flags | own],
    ...entries,
  ]);
}

type Kind = { entries: [string, PdfValue][]; flags: number };

function kindOf(increment: Increment, { place, places }: { place: FieldPlace; places: readonly FieldPlace[] }): Kind {
  const { kind, page, options } = place;
  const turned: [string, PdfValue][] = [["R", page.turn]];
  const blank = (): [string, PdfValue] => ["AP", new Map([["N", appearance(increment, place, "")]])];
  if (kind === "sign") {
    const lock = lockOf(place, places);
    return { entries: [["FT", { name: "Sig" }], ["MK", new Map(turned)], blank(), ...lock], flags: 0 };
  }
  if (kind === "check") return { entries: checkEntries(increment, place, turned), flags: 0 };
  const { size, isMultiline } = settingOf(shownSize({ ...page, box: place.box }).height);
  const entries: [string, PdfValue][] = [
    ["FT", { name: kind === "choice" ? "Ch" : "Tx" }],
    ["DA", { bytes: utf8(`/Helv ${writtenNumber(Math.round(size * 100) / 100)} Tf 0 g`) }],
    ["MK", new Map(turned)],
    blank(),
    ...(kind === "amount" ? ([["Q", RIGHT]] as [string, PdfValue][]) : []),
    ...(kind === "choice" ? ([["Opt", options.map(textValue)]] as [string, PdfValue][]) : []),
  ];
  return { entries, flags: kind === "choice" ? FLAG.combo : isMultiline ? FLAG.multiline : 0 };
}

/** Once it is signed, what its party filled in stays as it is (FieldMDP, section 12.8.2.4). */
function lockOf({ name, party }: FieldPlace, places: readonly FieldPlace[]): [string, PdfValue][] {
  const own = places.filter((each) => each.party === party && each.name !== name).map((each) => textValue(each.name));
  if (own.length === 0) return [];
  const lock = new Map<string, PdfValue>([
    ["Type", { name: "SigFieldLock" }],
    ["Action", { name: "Include" }],
    ["Fields", own],
  ]);
  return [["Lock", lock]];
}

function checkEntries(
  increment: Increment,
  place: FieldPlace,
  turned: readonly [string, PdfValue][],
): [string, PdfValue][] {
  const { width, height } = shownSize({ ...place.page, box: place.box });
  const side = Math.min(width, height);
  const at = (x: number, y: number): string => [x * side, y * side].map((each) => writtenNumber(each)).join(" ");
  const frame = `0.5 w ${at(0.08, 0.08)} ${at(0.84, 0.84)} re S`;
  const tick = `${writtenNumber(side * 0.09)} w ${at(0.24, 0.52)} m ${at(0.42, 0.3)} l ${at(0.78, 0.74)} l S`;
  const states = new Map<string, PdfValue>([
    ["Yes", appearance(increment, place, `q ${frame} ${tick} Q`)],
    ["Off", appearance(increment, place, `q ${frame} Q`)],
  ]);
  return [
    ["FT", { name: "Btn" }],
    ["DA", { bytes: utf8("/ZaDb 0 Tf 0 g") }],
    ["MK", new Map<string, PdfValue>([...turned, ["CA", { bytes: utf8("4") }]])],
    ["V", { name: "Off" }],
    ["AS", { name: "Off" }],
    ["AP", new Map([["N", states]])],
  ];
}

/** Upright on a page that is turned; as large as the field. */
function appearance(increment: Increment, { page, box }: FieldPlace, content: string): PdfRef {
  const { width, height } = shownSize({ ...page, box });
  const dict = new Map<string, PdfValue>([
    ["Type", { name: "XObject" }],
    ["Subtype", { name: "Form" }],
    ["BBox", [0, 0, width, height]],
    ["Matrix", TURNS[page.turn]],
    ["Resources", new Map()],
  ]);
  return increment.addStream(dict, utf8(content));
}

const font = (base: string, encoding: string | undefined): PdfDict =>
  new Map<string, PdfValue>([
    ["Type", { name: "Font" }],
    ["Subtype", { name: "Type1" }],
    ["BaseFont", { name: base }],
    ...(encoding ? ([["Encoding", { name: encoding }]] as [string, PdfValue][]) : []),
  ]);

/** Everything that a form has for all of its fields; what the document's own form says of it stays. */
function completeForm(
  increment: Increment,
  { document, widgets }: { document: PdfDocument; widgets: readonly PdfRef[] },
): void {
  const root = document.fromTrailer("Root") as PdfRef;
  const catalog = document.dict(root) as PdfDict;
  const own = catalog.get("AcroForm");
  const form = new Map<string, PdfValue>(document.dict(own) ?? []);
  const list = document.resolve(form.get("Fields"));
  form.set("Fields", [...(Array.isArray(list) ? list : []), ...widgets]);
  const flags = document.resolve(form.get("SigFlags"));
  form.set("SigFlags", (typeof flags === "number" ? flags : 0) | SIG_FLAGS);
  form.delete("NeedAppearances");
  if (!form.has("DA")) form.set("DA", { bytes: utf8("/Helv 0 Tf 0 g") });
  const resources = new Map<string, PdfValue>(document.dict(form.get("DR")) ?? []);
  const fonts = new Map<string, PdfValue>(document.dict(resources.get("Font")) ?? []);
  if (!fonts.has("Helv")) fonts.set("Helv", increment.add(font("Helvetica", "WinAnsiEncoding")));
  if (!fonts.has("ZaDb")) fonts.set("ZaDb", increment.add(font("ZapfDingbats", undefined)));
  resources.set("Font", fonts);
  form.set("DR", resources);
  if (isRef(own) && isDict(document.resolve(own))) increment.replace(own, form);
  else increment.replace(root, new Map<string, PdfValue>([...catalog, ["AcroForm", increment.add(form)]]));
}
