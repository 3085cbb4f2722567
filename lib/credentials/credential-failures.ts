/** Ways in which a credential does not hold, or could not be checked: each has its name. Loads nothing, as words for them are needed where no credential is. */
export const CREDENTIAL_FAILURES = [
  "too_large",
  /** No JSON, nested too deeply, a name twice in one object. */
  "not_json",
  /** Not an object with the contexts, type and issuer of a credential. */
  "not_a_credential",
  "unknown_context",
  /** A member or type that no context defines: it would not be signed. */
  "undefined_term",
  "not_json_ld",
  "proof_missing",
  /** Of a wrong type, or a member of it is. */
  "proof_malformed",
  /** More than one, or one that rests on another: a set says nothing of how many had to agree. */
  "proof_set",
  /** Of another kind than eddsa-rdfc-2022. */
  "proof_unsupported",
  "wrong_purpose",
  "created_in_future",
  "proof_expired",
  /** The key is named as that of somebody else than the issuer. */
  "key_of_other_issuer",
  "key_unknown",
  /** The signature is not over this content. */
  "content_mismatch",
] as const;
export type CredentialFailure = (typeof CREDENTIAL_FAILURES)[number];
