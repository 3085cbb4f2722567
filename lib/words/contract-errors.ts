/** Codes with which templates of contracts and what is stated for them are refused: part of those of error-codes.ts, and as stable. */
export const CONTRACT_ERRORS = {
  contract_value_refused: 400,
  contract_letters_missing: 400,
  contract_print_room: 400,
  contract_pdf_unknown: 400,
  contract_place_outside: 400,
  contract_number_mistyped: 400,
  contract_pdf_signed: 409,
  contract_pages_too_many: 422,
  too_many_contract_pdfs: 409,
} as const;
