/** Templates of contracts: who the parties are, what the sender states, what the parties fill in, and the text or PDF that all of it stands in. */
import type { FieldKind, FormField } from "#lib/pades/form-fields.ts";

export const CONTRACT_TEMPLATE_FORMAT = "sealbook.contract-template/v1";
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export const VALUE_KINDS = ["text", "amount", "date", "choice"] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** Stated by the mark itself: what a text has as `{{mark_number}}`. */
export const MARK_NUMBER = "mark_number";

export interface ContractParty {
  /** Such as `borrower`. */
  name: string;
  /** As the contract calls it. */
  label: string;
}

export const COMPARISONS = ["equal", "unequal", "greater", "less", "given", "absent"] as const;

/** One value, compared; a value that was not given is neither equal nor greater nor less, and is unequal. */
export interface Comparison {
  /** Name of a value that stands before what the condition is about. */
  value: string;
  is: (typeof COMPARISONS)[number];
  /** As the value itself is spelled; not of `given` and `absent`. */
  than?: string | undefined;
}

/** When something is there. */
export type Condition = Comparison | { all: Comparison[] } | { any: Comparison[] };

/** What the sender states before the contract is composed. */
export type ContractValue = {
  name: string;
  /** What the sender is asked for; its name in the record. No two are alike. */
  label: string;
  required: boolean;
  /** Asked for only then. */
  when?: Condition | undefined;
} & (
  | {
      kind: "text";
      /** UTF-16 code units. */
      charsMax?: number | undefined;
      /** `9` stands for a digit, `A` for a capital letter, `*` for either; anything else for itself. */
      mask?: string | undefined;
    }
  | {
      kind: "amount";
      /** ISO 4217. */
      currency: string;
      /** With two places after the point. */
      min?: string | undefined;
      max?: string | undefined;
    }
  | { kind: "date"; from?: string | undefined; until?: string | undefined }
  | { kind: "choice"; options: string[] }
);

/** A place in a text that a party fills; lengths in millimetres, as its kind has them unless said. */
export interface BlockField {
  name: string;
  kind: FieldKind;
  party: string;
  label: string;
  required: boolean;
  options?: string[] | undefined;
  width?: number | undefined;
  height?: number | undefined;
}

export type Block = { when?: Condition | undefined } & (
  | { kind: "paragraph"; text: string }
  | { kind: "table"; rows: { label: string; text: string }[] }
  | { kind: "field"; field: BlockField }
);

export interface Clause {
  heading?: string | undefined;
  /** Counted among those that are there: 第一条, 1. */
  numbered: boolean;
  when?: Condition | undefined;
  blocks: Block[];
}

/** Where a value is printed on a page of a PDF. */
export interface Print {
  /** With placeholders. */
  text: string;
  /** From 1. */
  page: number;
  /** Millimetres, from the left lower corner of the page as it is shown. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Of the letters, in points. */
  size: number;
  when?: Condition | undefined;
}

/** As FormField, there only under its condition. */
export type PlacedField = FormField & { when?: Condition | undefined };

export type ContractBody =
  | { kind: "text"; clauses: Clause[] }
  | {
      kind: "pdf";
      /** Hex: which PDF. */
      sha256: string;
      prints: Print[];
      fields: PlacedField[];
    };

export interface ContractTemplateDocument {
  format: typeof CONTRACT_TEMPLATE_FORMAT;
  language: Language;
  title: string;
  parties: ContractParty[];
  values: ContractValue[];
  body: ContractBody;
}

/** Of each page as it is shown, in millimetres. */
export type PageSizes = readonly (readonly [width: number, height: number])[];

/** By the names of values, as each kind spells them: an amount with two places, a date as YYYY-MM-DD. */
export type StatedValues = Readonly<Record<string, string>>;

export const TEMPLATE_STATES = ["draft", "published", "retired"] as const;
export type TemplateState = (typeof TEMPLATE_STATES)[number];

export interface ContractTemplate {
  id: string;
  name: string;
  createdAt: string;
  retiredAt?: string;
  /** Numbers of its newest versions. */
  draft?: number;
  published?: number;
}

export interface ContractTemplateVersion {
  templateId: string;
  number: number;
  document: ContractTemplateDocument;
  /** Hex, of the document's canonical JSON. */
  sha256: string;
  savedAt: string;
  publishedAt?: string;
  /** Of its record, once it is published. */
  evidenceId?: string;
}

/** A contract as it was composed, or a PDF that was marked as one. */
export interface ComposedContract {
  id: string;
  number: string;
  template?: { id: string; version: number; name: string };
  /** Hex, of the PDF. */
  sha256: string;
  size: number;
  parties: ContractParty[];
  fields: FormField[];
  /** Of its record, with which its content is kept. */
  evidenceId: string;
  createdAt: string;
  unitId: string | null;
}
