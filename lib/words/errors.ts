/**
 * The closed list of codes with which the product says no, each with the one HTTP status that it is answered with. A code
 * is stable: clients branch on it. Its words, a title and a detail that says what to do, are the messages `errors.CODE`;
 * a code without them does not compile (lib/infra/http/problems.ts).
 */

/** What the API answers with: the pages at /problems list these. */
export const API_ERRORS = {
  bad_request: 400,
  unknown_field: 400,
  missing_field: 400,
  invalid_field: 400,
  invalid_name: 400,
  invalid_digest: 400,
  digest_mismatch: 409,
  length_mismatch: 400,
  empty_file: 400,
  file_too_large: 413,
  payload_too_large: 413,
  too_many_selected: 413,
  request_timeout: 408,
  upload_overdue: 408,
  unsupported_media_type: 415,
  not_acceptable: 406,
  unauthenticated: 401,
  session_ended: 401,
  key_unknown: 401,
  key_revoked: 401,
  key_expired: 401,
  forbidden: 403,
  scope_missing: 403,
  two_factors_needed: 403,
  sso_needed: 403,
  organisation_suspended: 403,
  organisation_retired: 403,
  cross_origin: 403,
  not_found: 404,
  content_not_kept: 404,
  nothing_selected: 404,
  too_many_tags: 409,
  too_many_webhooks: 409,
  webhook_url_refused: 400,
  webhook_off: 409,
  method_not_allowed: 405,
  precondition_failed: 412,
  range_unsatisfiable: 416,
  conflict: 409,
  idempotency_key_reused: 409,
  request_under_way: 409,
  answer_lost: 409,
  answers_expired: 410,
  place_taken: 409,
  not_anchored: 409,
  batch_state: 409,
  batch_empty: 409,
  batch_full: 413,
  draft_faulty: 400,
  approval_own: 403,
  replacement_claimed: 403,
  seal_wrong: 409,
  issuer_absent: 409,
  template_unpublished: 409,
  tree_of_one: 409,
  statement_malformed: 400,
  statement_payload_missing: 400,
  statement_key_unknown: 400,
  statement_certificate_expired: 400,
  statement_signature_invalid: 400,
  statement_exposed: 400,
  signature_unavailable: 404,
  receipt_unproven: 422,
  status_forbidden: 409,
  replacement_absent: 400,
  template_retired: 409,
  template_unfit: 422,
  nothing_to_publish: 409,
  too_many_templates: 409,
  picture_format: 415,
  picture_too_large: 413,
  picture_animated: 400,
  picture_unreadable: 400,
  picture_dimensions: 400,
  too_many_pictures: 409,
  approver_unknown: 400,
  seal_group_size: 400,
  seal_group_making: 409,
  seal_group_state: 409,
  seal_message_wrong: 400,
  seal_message_said: 409,
  approval_wrong: 400,
  approval_said: 409,
  seal_recording: 409,
  seal_round_full: 409,
  seal_round_state: 409,
  too_many_seal_rounds: 409,
  link_invalid: 410,
  link_expired: 410,
  link_revoked: 410,
  share_expired: 410,
  share_ended: 410,
  share_used: 410,
  rate_limited: 429,
  too_many_uploads: 429,
  too_many_at_once: 429,
  storage_full: 507,
  content_damaged: 500,
  storage_quota_exceeded: 507,
  metrics_off: 404,
  metrics_token_wrong: 401,
  internal: 500,
  unavailable: 503,
  clock_wrong: 503,
  queue_long: 503,
} as const;

export type ApiErrorCode = keyof typeof API_ERRORS;

/** What forms and commands are told by verbs that no endpoint calls. Whoever adds the endpoint moves the code up. */
const OTHER_ERRORS = {
  value_missing: 400,
  name_too_long: 400,
  name_characters: 400,
  invalid_email: 400,
  invalid_date: 400,
  invalid_count: 400,
  invalid_line: 400,
  invalid_url: 400,
  invalid_web_address: 400,
  invalid_contact: 400,
  text_too_long: 400,
  expiry_far: 400,
  password_too_short: 400,
  password_too_long: 400,
  password_too_simple: 400,
  password_common: 400,
  password_wrong: 403,
  password_same: 400,
  proof_needed: 403,
  code_wrong: 403,
  totp_present: 409,
  passkey_refused: 403,
  passkey_present: 409,
  too_many_passkeys: 409,
  own_factor_first: 409,
  invalid_domain: 400,
  sso_unreachable: 502,
  sso_refused: 403,
  sso_interrupted: 400,
  sso_no_member: 403,
  sso_untried: 409,
  sso_present: 409,
  email_taken: 409,
  time_zone_unknown: 400,
  credentials_wrong: 401,
  too_many_attempts: 429,
  gone: 410,
  operators_only: 403,

  scopes_missing: 400,
  expiry_past: 400,
  role_missing: 400,
  already_member: 409,
  already_invited: 409,
  last_owner: 409,
  user_absent: 404,
  too_many_links: 409,
  too_many_shares: 409,
  certificate_not_valid: 409,
  too_many_reports: 409,

  logo_format: 400,
  logo_too_large: 400,
  logo_animated: 400,
  logo_unreadable: 400,
  logo_dimensions: 400,
  logo_blank: 400,
  selection_too_large: 400,
  field_name_taken: 409,
  too_many_fields: 409,
  invalid_currency: 400,

  issuer_present: 409,
  invalid_slug: 400,
  slug_taken: 409,
  invalid_linkedin: 400,
  too_many_issuer_keys: 409,
  issuer_key_compromised: 409,
  compromise_time: 400,
  domain_present: 409,
  too_many_domains: 409,

  organisation_absent: 404,
  organisation_operates: 409,
  already_in_state: 409,

  alert_absent: 404,
  already_settled: 409,
  note_missing: 400,

  ledger_absent: 404,
  issuer_key_malformed: 400,
  issuer_key_absent: 404,
  ledger_taken: 409,
  invalid_ledger_name: 400,
  too_many_ledger_keys: 409,
  ledger_keys_exhausted: 409,
  renewal_running: 409,
  renewals_exhausted: 409,
  renewal_without_organisation: 409,
  ledger_key_absent: 404,
  ledger_key_ended: 409,
  ledger_key_unsigned: 409,
  checkpoint_unsigned: 400,
  ledger_rolled_back: 409,

  node_absent: 404,
  node_retired: 409,
  node_not_active: 409,
  node_name_taken: 409,
  node_name_reserved: 400,
  invalid_node_name: 400,
  invalid_verifier_key: 400,
  verifier_keys_unlike: 400,
  verifier_key_taken: 409,
  verifier_key_of_ledger: 409,
  too_many_nodes: 409,
  quorum_unmet: 409,
  quorum_too_large: 409,
} as const;

export const ERROR_STATUS = { ...API_ERRORS, ...OTHER_ERRORS } as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERROR_STATUS, value);
}

/** Facts that a message may name: sizes, limits, ids. Never secrets, never content. */
export type ErrorDetails = Record<string, string | number>;

/** A refusal that the caller is told about by code. Anything else that is thrown is a defect and is answered as `internal`. */
export class SealbookError extends Error {
  readonly code: ErrorCode;
  /** What was sent under this name is what is wrong. */
  readonly field: string | undefined;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, options: { field?: string; details?: ErrorDetails; cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SealbookError";
    this.code = code;
    this.field = options.field;
    this.details = options.details ?? {};
  }
}
