/** What the parties of a contract fill in, sign and seal: where each field stands and whose it is. A template says it, and so does who sends a document. */

export const FIELD_KINDS = [
  "text",
  "amount",
  "date",
  "choice",
  "check",
  "signature",
  "initials",
  "seal",
  "attachment",
] as const;

export type FieldKind = (typeof FIELD_KINDS)[number];

/** Lengths in millimetres, from the left lower corner of the page as it is shown (see `Place`). */
export interface FormField {
  /** Its name in the document's form; no two are alike. */
  name: string;
  kind: FieldKind;
  /** Which party fills it: its name in the template or the envelope, such as `borrower`. */
  party: string;
  /** From 1. */
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
  required: boolean;
  /** What the party is asked for. */
  label: string;
  /** What a choice is made from. */
  options?: readonly string[] | undefined;
}
