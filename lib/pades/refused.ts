/** Why a document is not signed, or a place in it not found: a closed list, for which the callers have words. */
export const PDF_REFUSALS = [
  "pdf_malformed",
  "pdf_ambiguous",
  "pdf_encrypted",
  "pdf_restricted",
  "pdf_xfa",
  "pdf_active",
  "pdf_without_pages",
  "pdf_too_many_pages",
  "pdf_too_large",
  "pdf_certified",
  "pdf_signed_before",
  "pdf_place_outside",
  "pdf_field_unknown",
  "pdf_field_taken",
  "pdf_keyword_absent",
  "pdf_too_costly",
  "pdf_strips_one_page",
  "pdf_signature_too_long",
] as const;

/** Of what parties are to fill in, and of what they fill in. */
export const FORM_REFUSALS = [
  "pdf_form_unfinished",
  "pdf_field_doubled",
  "pdf_letters_missing",
  "pdf_text_too_long",
] as const;

export type PdfRefusal = (typeof PDF_REFUSALS)[number] | (typeof FORM_REFUSALS)[number];

export class PdfRefused extends Error {
  override name = "PdfRefused";
  readonly code: PdfRefusal;

  constructor(code: PdfRefusal) {
    super(code);
    this.code = code;
  }
}
