/** Codes with which acts on contracts that are out for signing are refused: part of those of error-codes.ts, and as stable. */
export const SIGNING_ERRORS = {
  contract_parties_unfit: 400,
  contract_party_unfit: 409,
  contract_party_done: 409,
  contract_party_waits: 409,
  contract_over: 409,
  contract_sent: 409,
  contract_not_sent: 409,
  contract_step_missing: 409,
  contract_values_unfit: 400,
  contract_busy: 409,
  contract_changed: 409,
  contract_cms_unfit: 400,
  contract_document_gone: 410,
} as const;
