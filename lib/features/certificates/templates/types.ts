/**
 * Templates as plain objects. Lengths are millimetres from the page's upper left corner, as designers show them; sizes of letters
 * are points. A template's text is its canonical JSON (RFC 8785), which schema/document.ts alone reads and writes.
 */
import type { PredicateRule } from "#lib/credentials/predicates.ts";
import type { FontName } from "./schema/fonts.ts";

export type { PredicateRule };

export const TEMPLATE_FORMAT = "sealbook.template/v1";

export type TemplateLanguage = "zh-CN" | "en";

export const PAGE_SIZES_MM = {
  A4: [210, 297],
  A3: [297, 420],
  Letter: [215.9, 279.4],
} as const satisfies Record<string, readonly [short: number, long: number]>;

export interface TemplatePage {
  size: keyof typeof PAGE_SIZES_MM;
  orientation: "portrait" | "landscape";
}

/** `#rrggbb`, lower case. */
export type HexColor = `#${string}`;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Placed extends Box {
  /** a-z, 0-9, hyphen; unique among the elements. */
  id: string;
}

/** A text with placeholders: `{{holder_name}}`, or a date in a form of its own, `{{issued_on:han}}`. */
export interface TextElement extends Placed {
  kind: "text";
  text: string;
  font: FontName;
  /** Points: what it is set in, and how far it may shrink before it breaks into further lines. */
  size: number;
  sizeMin: number;
  /** How many lines a paragraph may become; 1: it never breaks. */
  linesMax: number;
  color: HexColor;
  align: "left" | "center" | "right";
  vertical: "top" | "middle" | "bottom";
  /** Base line to base line, in sizes. */
  leading: number;
  /** Between letters, in em; where letters join, none. */
  spacing: number;
  /** What it is to those who hear the page. */
  role: "title" | "heading" | "text";
}

export interface PictureElement extends Placed {
  kind: "picture";
  /** Hex SHA-256 of a picture of the organisation's, as it is kept. */
  picture: string;
  fit: "contain" | "cover";
  /** For those who do not see it; empty: decoration. */
  alt: string;
}

/** A rule: a filled area, thin in one direction. */
export interface LineElement extends Placed {
  kind: "line";
  color: HexColor;
}

export interface ShapeElement extends Placed {
  kind: "rectangle" | "ellipse";
  fill?: HexColor;
  stroke?: HexColor;
  /** Millimetres; of a shape that has a stroke. */
  strokeWidth: number;
}

/** The address of the certificate's page, as a code; its quiet zone lies within, white. */
export interface QrElement extends Placed {
  kind: "qr";
  color: HexColor;
}

/** The issuer's seal, drawn: no picture of one that exists on paper. */
export interface SealElement extends Placed {
  kind: "seal";
  /** round: words along the ring; square: up to nine ideographs cut out of the colour. */
  shape: "round" | "square";
  /** `{{issuer_name}}` and other text; no value of a holder's. */
  text: string;
  /** Below the middle of a round one; may be empty. */
  caption: string;
  middle: "star" | "laurel" | "picture" | "none";
  picture?: string;
  font: FontName;
  color: HexColor;
}

export const ORNAMENTS = [
  "guilloche-frame",
  "fine-frame",
  "corner-frame",
  "meander-frame",
  "guilloche-rosette",
  "wave-ground",
  "divider",
  "laurel",
] as const;
export type OrnamentDesign = (typeof ORNAMENTS)[number];

/** Lines drawn by our own hand: frames, rosettes, grounds. */
export interface OrnamentElement extends Placed {
  kind: "ornament";
  design: OrnamentDesign;
  color: HexColor;
  /** Of its finer lines. */
  second: HexColor;
}

export type TemplateElement =
  | TextElement
  | PictureElement
  | LineElement
  | ShapeElement
  | QrElement
  | SealElement
  | OrnamentElement;

export type FieldType = "text" | "date" | "number" | "choice";

export interface TemplateField {
  /** a-z, 0-9, underscore, hyphen; the first a letter. */
  name: string;
  label: Record<TemplateLanguage, string>;
  type: FieldType;
  required: boolean;
  /** private: not on the certificate's page unless its holder shares it. */
  visibility: "shown" | "private";
  /**
   * text: a mask, where 9 is a digit, A a capital letter, a letter of either case is `a`, * a letter or digit, all else itself.
   * date: how it is printed, `long`, `numeric` or `han`. number: the digits after the point, `0` to `6`.
   */
  format?: string;
  choices?: string[];
}

/** What the credential says was achieved, in the document's language. */
export interface AchievementWords {
  name: string;
  description: string;
  criteria: string;
}

export interface TemplateDocument {
  template: typeof TEMPLATE_FORMAT;
  /** Of the achievement's words and of what is printed; dates are spelt in it. */
  language: TemplateLanguage;
  /** IANA name: on which day something was issued. */
  timeZone: string;
  page: TemplatePage;
  background: { color: HexColor; picture?: string };
  /** In the order in which they are drawn. */
  elements: TemplateElement[];
  fields: TemplateField[];
  achievement: AchievementWords;
  /** From the day of issue, where a batch says nothing else; absent: for ever. */
  validity?: { months: number };
  /** What the issuer computes from fields, to be shown without them. */
  predicates?: PredicateRule[];
}

/** By the names of fields; dates YYYY-MM-DD, numbers in decimal digits, choices as the template spells them. */
export type CertificateValues = Readonly<Record<string, string>>;

/** What every certificate has besides the template's own fields. */
export const BUILT_IN_VALUES = [
  "holder_name",
  "issuer_name",
  "issued_on",
  "valid_until",
  "certificate_id",
  "certificate_address",
] as const;
/** Names that no field of a template's may have. */
export const RESERVED_NAMES: readonly string[] = [...BUILT_IN_VALUES, "email", "replaces"];

/** Of characters in the name of a holder and in any value. */
export const VALUE_CHARS_MAX = 500;

export const FAULT_CODES = [
  "missing",
  "unknown_field",
  "too_long",
  "format_wrong",
  "date_absent",
  "number_wrong",
  "choice_unknown",
  "hidden_character",
  "character_absent",
  "character_private",
  "does_not_fit",
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** Why a certificate cannot be issued with these values. */
export interface Fault {
  /** The field's name. */
  field: string;
  code: FaultCode;
  /** Of characters: `U+E863`. */
  character?: string;
  /** The standard one in the place of a private one, where it is known. */
  standard?: string;
}

export interface TemplateSummary {
  id: string;
  name: string;
  createdAt: string;
  retiredAt?: string;
  /** Of the newest draft and of the newest published version. */
  draft?: number;
  published?: number;
}

/** Of the file of a picture that is handed in. */
export const PICTURE_BYTES_MAX: number = 8 * 1024 * 1024;

/** draft: never published. */
export const TEMPLATE_STATES = ["draft", "published", "retired"] as const;
export type TemplateState = (typeof TEMPLATE_STATES)[number];

/** By which the list is asked. */
export interface TemplatesQuery {
  /** A part of the name; may be empty. */
  q: string;
  state?: TemplateState | undefined;
  older?: string | undefined;
  newer?: string | undefined;
}

/** A version without what stands in it. */
export interface VersionFacts {
  number: number;
  savedAt: string;
  publishedAt?: string;
  /** How many were issued from it. */
  certificates: number;
}

export interface TemplateVersion {
  templateId: string;
  number: number;
  document: TemplateDocument;
  /** Base64, of the document's canonical JSON. */
  sha256: string;
  savedAt: string;
  publishedAt?: string;
}
