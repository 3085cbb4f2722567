/**
 * What was done to a document between two of its revisions. Everything that is not known to be harmless counts as a change of what is seen:
 * each object that is another one has to be explained by the place where it hangs.
 */
import type { PdfDocument } from "#lib/pdf/read/document.ts";
import { isDict, isRef, isSameValue, type PdfDict, type PdfValue } from "#lib/pdf/read/values.ts";
import { differingKeys, isSameObject, reachableFrom, referenceCounts } from "./compare.ts";
import { type Field, formOf, readFields } from "./form.ts";
import { annotationOf, drawingsOf, kindOfSignature, pagesOf } from "./parts.ts";
import type { Change, ChangeKind } from "./report.ts";

/** Entries of a field that change when it is filled in or signed (ISO 32000-2 tables 226, 166 and 170). */
const FILLING = ["V", "AP", "AS", "M", "RV", "I"];
const SIGNING = ["V", "AP", "AS", "M", "MK", "F"];

/** @param signatures numbers of the objects that are signatures in the newer one */
export function changesBetween(
  before: PdfDocument,
  { after, signatures }: { after: PdfDocument; signatures: ReadonlySet<number> },
): Change[] {
  return new Comparison(before, { after, signatures }).run();
}

class Comparison {
  private readonly before: PdfDocument;
  private readonly after: PdfDocument;
  private readonly changes: Change[] = [];
  /** Numbers of changed objects that were explained. */
  private readonly explained = new Set<number>();
  private readonly counts: Map<number, number>;
  private readonly signatures: ReadonlySet<number>;

  constructor(before: PdfDocument, { after, signatures }: { after: PdfDocument; signatures: ReadonlySet<number> }) {
    this.before = before;
    this.after = after;
    this.signatures = signatures;
    this.counts = referenceCounts(before);
  }

  run(): Change[] {
    // A new object that was referred to before was seen as nothing, and is something now.
    const changed = [...this.after.objects].flatMap(([number, object]) => {
      const old = this.before.objects.get(number);
      const isOther = old ? !isSameObject(old, object) : this.counts.has(number);
      return isOther ? [number] : [];
    });
    for (const look of [this.trailers, this.catalog, this.form, this.pages]) look.call(this);
    for (const number of changed) if (!this.explained.has(number)) this.add("other");
    return this.changes;
  }

  private add(kind: ChangeKind, field?: string): void {
    if (!this.changes.some((each) => each.kind === kind && each.field === field))
      this.changes.push(field === undefined ? { kind } : { kind, field });
  }

  private trailers(): void {
    const [root, now] = [this.before.fromTrailer("Root"), this.after.fromTrailer("Root")];
    if (!isRef(root) || !isSameValue(root, now)) this.add("other");
    const info = this.after.fromTrailer("Info");
    if (!isRef(info)) return;
    const old = this.before.fromTrailer("Info");
    const isSame = isRef(old) && old.ref === info.ref;
    if (!isSame && this.before.objects.has(info.ref)) return;
    if (isSame && isSameObject(this.before.objects.get(info.ref), this.after.objects.get(info.ref))) return;
    if ((this.counts.get(info.ref) ?? 0) > this.trailersNaming(info.ref)) return;
    this.explain(info.ref, "metadata");
  }

  /** Cross-reference streams are objects whose trailers were counted as references. */
  private trailersNaming(number: number): number {
    const values = this.before.trailers.map((trailer) => trailer.get("Info"));
    return values.filter((value) => isRef(value) && value.ref === number).length;
  }

  private explain(number: number, kind: ChangeKind): void {
    this.pass(number);
    this.add(kind);
  }

  /** What is a stream may be anything elsewhere: it is explained by nothing that is said of its dictionary. */
  private pass(number: number): void {
    const versions = [this.before.objects.get(number), this.after.objects.get(number)];
    if (versions.every((each) => each?.stream === undefined)) this.explained.add(number);
  }

  private catalog(): void {
    const root = this.after.fromTrailer("Root");
    if (!isRef(root)) return;
    const [old, now] = [this.before.dict(root), this.after.dict(root)];
    if (old === undefined || now === undefined) {
      this.add("other");
      return;
    }
    this.pass(root.ref);
    for (const key of differingKeys(old, now)) {
      if (key === "DSS" || key === "Extensions") this.validation(key, { old, now });
      else if (key === "Metadata" || key === "Version")
        this.replaced(old.get(key), { now: now.get(key), kind: "metadata" });
      // What the form became is looked at by itself.
      else if (key !== "AcroForm" || !this.isForm(old.get(key), now.get(key))) this.add("other");
    }
    const dss = now.get("DSS");
    if (dss !== undefined && isSameValue(old.get("DSS"), dss)) this.validation("DSS", { old, now });
    const metadata = now.get("Metadata");
    if (isRef(metadata) && isSameValue(old.get("Metadata"), metadata)) {
      const isChanged = !isSameObject(this.before.objects.get(metadata.ref), this.after.objects.get(metadata.ref));
      if (isChanged && this.counts.get(metadata.ref) === 1) {
        this.explained.add(metadata.ref);
        this.add("metadata");
      }
    }
  }

  private isForm(old: PdfValue | undefined, now: PdfValue | undefined): boolean {
    return this.after.dict(now) !== undefined && (old === undefined || this.before.dict(old) !== undefined);
  }

  /** A value that is another one, or another object; an object that was there before under this number is not explained by it. */
  private replaced(old: PdfValue | undefined, { now, kind }: { now: PdfValue | undefined; kind: ChangeKind }): void {
    const isTaken = isRef(now) && !isSameValue(old, now) && this.before.objects.has(now.ref);
    this.add(isTaken ? "other" : kind);
  }

  /** The store of certificates and answers about them (section 12.8.4.3): what hangs there alone. */
  private validation(key: string, { old, now }: { old: PdfDict; now: PdfDict }): void {
    const [were, are] = [reachableFrom(this.before, old.get(key)), reachableFrom(this.after, now.get(key))];
    let isNew = !isSameValue(old.get(key), now.get(key));
    for (const number of are) {
      const object = this.before.objects.get(number);
      if (object === undefined || isSameObject(object, this.after.objects.get(number))) continue;
      // Dictionaries and arrays of the store grow; what is referred to from elsewhere as well, or is a stream, stays.
      if (!were.has(number) || (this.counts.get(number) ?? 0) > 1) {
        this.add("other");
        return;
      }
      this.pass(number);
      isNew = true;
    }
    if (isNew) this.add("validation_data");
  }

  private form(): void {
    const [old, now] = [formOf(this.before), formOf(this.after)];
    if (now === undefined) {
      if (old !== undefined) this.add("other");
      return;
    }
    const own = this.after.dict(this.after.fromTrailer("Root"))?.get("AcroForm");
    if (isRef(own)) this.pass(own.ref);
    for (const key of differingKeys(old ?? new Map(), now)) {
      if (key === "Fields" || key === "SigFlags") this.explainArray(key, { old, now });
      else if (key === "NeedAppearances") this.add("form_fill");
      else if (key === "DR") this.resources(old?.get(key), now.get(key));
      else if (key !== "DA" || old?.has(key)) this.add("other");
    }
    this.explainArray("Fields", { old, now });
    this.fields();
  }

  /** An array of its own is another object where something was added to it. */
  private explainArray(key: string, { old, now }: { old: PdfDict | undefined; now: PdfDict }): void {
    const value = now.get(key);
    if (isRef(value) && isSameValue(old?.get(key), value) && this.counts.get(value.ref) === 1) this.pass(value.ref);
  }

  /** Fonts for forms may be added; none may become another one, nor another object a form's. */
  private resources(old: PdfValue | undefined, now: PdfValue | undefined): void {
    const [were, are] = [this.before.dict(old), this.after.dict(now)];
    const isOwn =
      !isRef(now) || !this.before.objects.has(now.ref) || (isSameValue(old, now) && this.counts.get(now.ref) === 1);
    if (are === undefined || !isOwn) {
      this.add("other");
      return;
    }
    for (const [category, value] of were ?? []) {
      const [had, has] = [this.before.dict(value), this.after.dict(are.get(category))];
      for (const [name, each] of had ?? []) if (!isSameValue(each, has?.get(name))) this.add("other");
    }
    if (isRef(now)) this.pass(now.ref);
  }

  private fields(): void {
    const old = new Map(readFields(this.before).map((field) => [keyOf(field), field]));
    const now = readFields(this.after);
    const kept = new Set(now.map(keyOf));
    if ([...old.keys()].some((key) => !kept.has(key))) this.add("other");
    for (const field of now) {
      const earlier = old.get(keyOf(field));
      if (earlier) this.field(earlier, field);
      else this.newField(field);
    }
  }

  private newField(field: Field): void {
    const { number, type } = field;
    if (type !== "Sig" || (number !== undefined && this.before.objects.has(number))) {
      this.add("other");
      return;
    }
    this.signed(field);
  }

  /** A place for a signature holds one that is told of by itself, or nothing that was there before. */
  private signed({ name, value: reference }: Field): void {
    const value = this.after.dict(reference);
    const isReal = isRef(reference) && this.signatures.has(reference.ref) && !this.before.objects.has(reference.ref);
    this.add(value === undefined || !isReal ? "other" : kindOfSignature(value), name);
  }

  private field(old: Field, now: Field): void {
    const isSignature = now.type === "Sig";
    const keys = differingKeys(old.dict, now.dict).filter((key) => key !== "Kids" && key !== "Parent");
    const appearances = this.appearances(old, now);
    if (keys.length === 0 && !appearances) {
      if (now.number !== undefined) this.pass(now.number);
      return;
    }
    if (now.number !== undefined) this.pass(now.number);
    const isOther = old.type !== now.type || keys.some((key) => !(isSignature ? SIGNING : FILLING).includes(key));
    if (isOther) {
      this.add("other");
      return;
    }
    const wasSigned = this.before.resolve(old.dict.get("V")) !== null;
    if (isSignature) {
      // What was signed stays as it was; a place for a signature gets one.
      if (wasSigned) this.add("other");
      else this.signed(now);
      return;
    }
    // What a field shows follows what is in it: shown anew without another value, it may show anything.
    const isFilled = keys.includes("V") || keys.includes("AS") || this.isFilledAbove(now);
    this.add(isFilled || !old.dict.has("AP") ? "form_fill" : "other", now.name);
  }

  /** A widget whose field stands above it has its value there. */
  private isFilledAbove({ dict }: Field): boolean {
    const parent = dict.get("Parent");
    if (!isRef(parent)) return false;
    return !isSameValue(this.before.dict(parent)?.get("V"), this.after.dict(parent)?.get("V"));
  }

  /** Whether the drawings of a field are others; those that only it uses are explained. */
  private appearances(old: Field, now: Field): boolean {
    const were = drawingsOf(this.before, old.dict.get("AP"));
    const are = drawingsOf(this.after, now.dict.get("AP"));
    let isChanged = false;
    for (const number of are) {
      const object = this.before.objects.get(number);
      if (object === undefined || isSameObject(object, this.after.objects.get(number))) continue;
      isChanged = true;
      if (were.has(number) && this.counts.get(number) === 1) this.explained.add(number);
    }
    return isChanged;
  }

  private pages(): void {
    const [old, now] = [pagesOf(this.before), pagesOf(this.after)];
    if (old.length !== now.length || old.some((number, at) => number !== now[at])) {
      this.add("other");
      return;
    }
    const fields = new Set(readFields(this.after).flatMap(({ number }) => number ?? []));
    for (const number of now) {
      const [had, has] = [this.before.objects.get(number)?.value, this.after.objects.get(number)?.value];
      if (!isDict(had) || !isDict(has)) continue;
      const keys = differingKeys(had, has);
      if (keys.every((key) => key === "Annots" || key === "LastModified")) this.pass(number);
      this.annotations(had.get("Annots"), { now: has.get("Annots"), fields });
    }
  }

  private annotations(old: PdfValue | undefined, given: { now: PdfValue | undefined; fields: Set<number> }): void {
    const { now, fields } = given;
    const [were = [], are = []] = [this.before.resolve(old), this.after.resolve(now)].map((value) =>
      Array.isArray(value) ? value : [],
    );
    if (isRef(now) && isSameValue(old, now) && this.counts.get(now.ref) === 1) this.pass(now.ref);
    const had = new Set(were.filter(isRef).map(({ ref }) => ref));
    const has = new Set(are.filter(isRef).map(({ ref }) => ref));
    const [direct, directNow] = [were, are].map((each) => each.filter((value) => !isRef(value)));
    // Those that stand in the array itself are few, and stay.
    if ([...had].some((number) => !has.has(number)) || !isSameValue(direct, directNow)) this.add("other");
    for (const number of has) if (!fields.has(number)) this.annotation(number, had.has(number));
  }

  private annotation(number: number, wasThere: boolean): void {
    if (wasThere && isSameObject(this.before.objects.get(number), this.after.objects.get(number))) return;
    const found = annotationOf(number, { before: this.before, after: this.after, wasThere });
    if (wasThere && found.kind === "annotation") this.pass(number);
    this.changes.push(found);
  }
}

const keyOf = ({ name, number }: Field): string => `${number ?? "-"} ${name}`;
