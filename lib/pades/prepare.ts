/**
 * Prepares a document for a signature (ISO 32000-2 section 12.8, ETSI EN 319 142-1): one incremental save with the field, what is seen of it,
 * and an empty place for the CMS. What is signed is all of the document but that place.
 */
import { concat, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { type PdfDocument, readDocument } from "#lib/pdf/read/document.ts";
import { readSignatures } from "#lib/pdf/read/signatures.ts";
import { isDict, isRef, type PdfDict, type PdfRef, type PdfValue, toText } from "#lib/pdf/read/values.ts";
import type { Hash } from "#lib/pki/oids.ts";
import { certificationOf, permissionsOf } from "#lib/verify/pdf/permissions.ts";
import { isReadAlike } from "#lib/verify/pdf/structure.ts";
import { isActive } from "./active.ts";
import { extendAnnotations } from "./annotations.ts";
import { addAppearance, addPicture, type SealPicture } from "./appearance.ts";
import { addDrawings, type Hand } from "./drawn.ts";
import { edgesOf, fillEdges } from "./edges.ts";
import { type Fill, type FilledField, findFills, setFills } from "./fill.ts";
import { Increment, requireExact } from "./increment.ts";
import { requireKept } from "./kept.ts";
import { type PageShown, readPages, shownSize } from "./pages.ts";
import { findPlace, freeFieldName, type Place, type Placed } from "./place.ts";
import { PdfRefused } from "./refused.ts";
import { addStrips } from "./strips.ts";
import { dateValue, textValue, writtenValue } from "./write-values.ts";

export const PDF_BYTES_MAX: number = 32 * 1024 * 1024;
/** SignaturesExist, AppendOnly (section 12.7.3, table 225). */
const SIG_FLAGS = 3;
/** Print, Locked (section 12.5.3). */
const WIDGET_FLAGS = 4 | 128;
const PRINT_FLAG = 4;
const RANGE_DIGITS = 10;
const BLANK_RANGE = `[0${` ${" ".repeat(RANGE_DIGITS)}`.repeat(3)}]`;

export interface Preparation {
  place: Place;
  /** Undefined, without a hand: nothing is seen. */
  picture?: SealPicture | undefined;
  /** How a person signs, in a field, with lines below it. */
  hand?: { hand: Hand; captions: readonly string[] } | undefined;
  /** What the party fills in with it. */
  fills?: readonly Fill[] | undefined;
  /** Across the edges of all pages, too. */
  strips?: boolean | undefined;
  /** Who signs, as the signature's dictionary says it, and why. */
  name: string;
  reason?: string | undefined;
  /** What the signer says of when it is. */
  at: Date;
  /** Room for the CMS. */
  reserveBytes: number;
}

export interface Prepared {
  pdf: Uint8Array;
  /** Offsets and lengths of what is signed; between them stands the empty place, brackets included. */
  byteRange: readonly [number, number, number, number];
}

/** A document that may be signed. */
export interface Signable {
  pdf: Uint8Array;
  document: PdfDocument;
  pages: PageShown[];
  isSigned: boolean;
}

/**
 * @throws {PdfRefused} `pdf_too_large`, `pdf_malformed` also for what no two programs read alike, `pdf_encrypted`, `pdf_restricted`, `pdf_xfa`, `pdf_active`, `pdf_without_pages`,
 *   `pdf_too_many_pages`; `pdf_certified` where a certification permits no signature
 */
export async function readSignable(pdf: Uint8Array): Promise<Signable> {
  if (pdf.length > PDF_BYTES_MAX) throw new PdfRefused("pdf_too_large");
  if (!toText(pdf.subarray(0, 1_024)).includes("%PDF-")) throw new PdfRefused("pdf_malformed");
  const document = await readDocument(pdf);
  if (document.encryption === "locked") throw new PdfRefused("pdf_encrypted");
  // It opens without a password: its owner's alone forbids to change it (ISO 32000-2 section 7.6.4.1).
  if (document.encryption !== undefined) throw new PdfRefused("pdf_restricted");
  const root = document.fromTrailer("Root");
  const catalog = document.dict(root);
  if (!isRef(root) || catalog === undefined) throw new PdfRefused("pdf_malformed");
  const form = document.dict(catalog.get("AcroForm"));
  if (form && document.resolve(form.get("XFA")) !== null) throw new PdfRefused("pdf_xfa");
  const pages = readPages(document);
  if (isActive(document)) throw new PdfRefused("pdf_active");
  if (!(await isReadAlike(pdf, document))) throw new PdfRefused("pdf_malformed");
  const certification = certificationOf(document)?.value;
  if (isDict(certification) && permissionsOf(document, certification).level === 1)
    throw new PdfRefused("pdf_certified");
  const signatures = await readSignatures(document);
  return { pdf, document, pages, isSigned: signatures.some(({ isUsageRights }) => !isUsageRights) };
}

/**
 * @throws {PdfRefused} as `findPlace`, `addStrips`, `findFills`, `addDrawings` and `requireKept`; `pdf_signed_before` for strips on what came
 *   signed and has no places for them; `pdf_ambiguous` where an object that has to be written anew would lose something
 */
export async function prepare(signable: Signable, wanted: Preparation): Promise<Prepared> {
  const { pdf, document, pages, isSigned } = signable;
  const { picture: look, strips: hasStrips = false } = wanted;
  const edges = hasStrips ? edgesOf(document, wanted.place) : [];
  const addsStrips = hasStrips && edges.length === 0;
  if (addsStrips && isSigned) throw new PdfRefused("pdf_signed_before");
  const placed = findPlace(wanted.place, { document, pages, size: look });
  const filled = findFills(document, { fills: wanted.fills ?? [], pages });
  const increment = new Increment(pdf, document);
  const { hand, forms } = await addAll(increment, { placed, filled, wanted });
  setFills(increment, filled, forms);
  const picture = look && (placed.shown || hasStrips) ? addPicture(increment, look) : undefined;
  const seal = picture && look ? { picture, size: look } : undefined;
  const strips = seal && addsStrips ? addStrips(increment, { ...seal, pages }) : [];
  if (seal && !addsStrips) fillEdges(increment, edges, { ...seal, document, pages, value: wanted.name });
  const appearance =
    hand ?? (picture && look && placed.shown ? addShown(increment, { picture, look, ...placed.shown }) : undefined);
  const signature = increment.reserve();
  const added = new Map<number, PdfRef[]>();
  const annotate = (page: PageShown, annotation: PdfRef): void => {
    added.set(page.reference.ref, [...(added.get(page.reference.ref) ?? []), annotation]);
  };
  for (const strip of strips) annotate(strip.page, strip.annotation);
  const writing = { increment, document, signature, appearance };
  if (placed.field) fillField(placed.field, writing);
  else {
    const page = placed.shown?.page ?? pages[0];
    if (page === undefined) throw new PdfRefused("pdf_without_pages");
    const widget = addField(placed, { ...writing, page });
    annotate(page, widget);
    extendForm(widget, writing);
  }
  if (placed.field) extendForm(undefined, writing);
  for (const page of pages) extendAnnotations(page, added.get(page.reference.ref) ?? [], writing);
  const prepared = write(increment, { signature, wanted, lock: placed.field?.dict.get("Lock"), document });
  const names = [...filled.map(({ fill }) => fill.name), ...edges.map(({ name }) => name)];
  await requireKept(signable, { pdf: prepared.pdf, signature: signature.ref, hasStrips: addsStrips, filled: names });
  return prepared;
}

/** Drawings of one save share their fonts. */
async function addAll(
  increment: Increment,
  { placed, filled, wanted }: { placed: Placed; filled: readonly FilledField[]; wanted: Preparation },
): Promise<{ hand: PdfRef | undefined; forms: PdfRef[] }> {
  const { shown } = placed;
  const drawings = filled.flatMap(({ drawing }) => drawing ?? []);
  if (wanted.hand === undefined || shown === undefined)
    return { hand: undefined, forms: await addDrawings(increment, drawings) };
  const own = {
    kind: "hand",
    ...wanted.hand,
    ...shownSize({ ...shown.page, box: shown.box }),
    page: shown.page,
  } as const;
  const [hand, ...forms] = await addDrawings(increment, [own, ...drawings]);
  return { hand, forms };
}

function addShown(
  increment: Increment,
  given: { picture: PdfRef; look: SealPicture; page: PageShown; box: NonNullable<Placed["shown"]>["box"] },
): PdfRef {
  const { picture, look, page, box } = given;
  const { width, height } = shownSize({ ...page, box });
  const scale = Math.min(width / look.width, height / look.height);
  const at = { x: (width - look.width * scale) / 2, y: (height - look.height * scale) / 2 };
  return addAppearance(increment, { picture, page, scale, at, box: { left: 0, bottom: 0, right: width, top: height } });
}

type Writing = { increment: Increment; document: PdfDocument; signature: PdfRef; appearance: PdfRef | undefined };

function addField(
  { shown }: Placed,
  { increment, document, signature, appearance, page }: Writing & { page: PageShown },
) {
  const box = shown ? [shown.box.left, shown.box.bottom, shown.box.right, shown.box.top] : [0, 0, 0, 0];
  return increment.add(
    new Map<string, PdfValue>([
      ["Type", { name: "Annot" }],
      ["Subtype", { name: "Widget" }],
      ["FT", { name: "Sig" }],
      ["T", textValue(freeFieldName(document))],
      ["V", signature],
      ["Rect", box],
      ["P", page.reference],
      ["F", WIDGET_FLAGS],
      ...(appearance ? ([["AP", new Map([["N", appearance]])]] as [string, PdfValue][]) : []),
    ]),
  );
}

/** A later signer sets the value and what is seen, and nothing else. */
function fillField(field: NonNullable<Placed["field"]>, { increment, signature, appearance }: Writing): void {
  const { reference, dict, widget } = field;
  const isOne = reference.ref === widget.reference.ref;
  const filled = new Map<string, PdfValue>([...dict, ["V", signature]]);
  const shown = new Map<string, PdfValue>(isOne ? filled : widget.dict);
  if (appearance) {
    const flags = shown.get("F");
    shown.set("AP", new Map([["N", appearance]]));
    shown.set("F", (typeof flags === "number" ? flags : 0) | PRINT_FLAG);
  }
  if (!isOne) increment.replace(reference, filled);
  if (!isOne && !appearance) return;
  increment.replace(widget.reference, shown);
}

/** The form says that there are signatures, and knows the new field; one is made where there is none. */
function extendForm(widget: PdfRef | undefined, { increment, document }: Writing): void {
  const root = document.fromTrailer("Root") as PdfRef;
  const catalog = document.dict(root) as PdfDict;
  const own = catalog.get("AcroForm");
  const form = new Map<string, PdfValue>(document.dict(own) ?? []);
  const flags = document.resolve(form.get("SigFlags"));
  const before = typeof flags === "number" ? flags : 0;
  const isKnown = (before & SIG_FLAGS) === SIG_FLAGS;
  form.set("SigFlags", before | SIG_FLAGS);
  const fields = form.get("Fields");
  const list = document.resolve(fields);
  if (widget) {
    const whole = [...(Array.isArray(list) ? list : []), widget];
    if (isRef(fields) && Array.isArray(list)) increment.replace(fields, whole);
    else form.set("Fields", whole);
  }
  // An array of its own is all that changed.
  if (isKnown && (widget === undefined || (isRef(fields) && Array.isArray(list)))) return;
  if (isRef(own)) increment.replace(own, form);
  else increment.replace(root, new Map<string, PdfValue>([...catalog, ["AcroForm", form]]));
}

function write(
  increment: Increment,
  given: { signature: PdfRef; wanted: Preparation; lock: PdfValue | undefined; document: PdfDocument },
): Prepared {
  const { signature, wanted, lock, document } = given;
  const { name, reason, at, reserveBytes } = wanted;
  const entries = new Map<string, PdfValue>([
    ["Type", { name: "Sig" }],
    ["Filter", { name: "Adobe.PPKLite" }],
    ["SubFilter", { name: "ETSI.CAdES.detached" }],
    ["Name", textValue(name)],
    ["M", dateValue(at)],
    ...(reason === undefined ? [] : ([["Reason", textValue(reason)]] as [string, PdfValue][])),
    ...lockReference(document, lock),
  ]);
  const written = writtenValue(entries, () => 0).slice(0, -2);
  const head = `${written}/ByteRange ${BLANK_RANGE} /Contents `;
  increment.replaceText(signature, `${head}<${"0".repeat(2 * reserveBytes)}> >>`);
  const { pdf, places } = increment.finish();
  const gap = (places.get(signature.ref) ?? 0) + head.length;
  const on = gap + 2 * reserveBytes + 2;
  const byteRange = [0, gap, on, pdf.length - on] as const;
  const numbers = byteRange.slice(1).map((each) => String(each).padEnd(RANGE_DIGITS));
  pdf.set(utf8(`[0 ${numbers.join(" ")}]`), gap - " /Contents ".length - BLANK_RANGE.length);
  return { pdf, byteRange };
}

/** Fields that are closed once this one is signed (sections 12.7.5.5 and 12.8.2.4). */
function lockReference(document: PdfDocument, lock: PdfValue | undefined): [string, PdfValue][] {
  const given = document.dict(lock);
  if (given === undefined) return [];
  for (const each of [lock, given.get("Action"), given.get("Fields")]) if (isRef(each)) requireExact(document, each);
  const parameters = new Map<string, PdfValue>([
    ["Type", { name: "TransformParams" }],
    ["V", { name: "1.2" }],
  ]);
  for (const key of ["Action", "Fields"]) {
    const value = document.resolve(given.get(key));
    if (value !== null) parameters.set(key, value);
  }
  const reference = new Map<string, PdfValue>([
    ["Type", { name: "SigRef" }],
    ["TransformMethod", { name: "FieldMDP" }],
    ["TransformParams", parameters],
  ]);
  return [["Reference", [reference]]];
}

/** Of what is signed. */
export function coveredDigest({ pdf, byteRange: [, gap, on] }: Prepared, hash: Hash): Uint8Array {
  return hash.digest(concat(pdf.subarray(0, gap), pdf.subarray(on)));
}

/** The signed document. @throws {PdfRefused} `pdf_signature_too_long` */
export function complete({ pdf, byteRange: [, gap, on] }: Prepared, cms: Uint8Array): Uint8Array {
  const hex = toHex(cms);
  if (hex.length > on - gap - 2) throw new PdfRefused("pdf_signature_too_long");
  const signed = Uint8Array.from(pdf);
  signed.set(utf8(hex), gap + 1);
  return signed;
}

/** A document that was prepared before, by what stands in it. @throws {PdfRefused} `pdf_malformed` for any other */
export async function findPrepared(pdf: Uint8Array): Promise<Prepared> {
  const found = (await readSignatures(await readDocument(pdf))).at(-1);
  const [from, gap = 0, on = 0, rest = 0] = found?.byteRange ?? [];
  const isWaiting = found?.isWhole === true && found.contents.every((byte) => byte === 0);
  if (!isWaiting || from !== 0 || gap >= on || on + rest !== pdf.length) throw new PdfRefused("pdf_malformed");
  return { pdf, byteRange: [0, gap, on, rest] };
}
