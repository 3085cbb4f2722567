/** Why a witness cannot be made, changed or started: what a person who runs one can act on. */

export const WITNESS_FAILURES = [
  "folder_taken",
  "keys_complete",
  "name_malformed",
  "key_absent",
  "key_open",
  "key_malformed",
  "logs_malformed",
  "log_key_malformed",
  "log_key_type",
  "log_names_differ",
  "log_unknown",
  "logs_too_many",
  "locked",
  "locked_elsewhere",
  "state_malformed",
  "state_gone",
  "address_taken",
] as const;

export type WitnessFailure = (typeof WITNESS_FAILURES)[number];

/** An expected end. `subject` is what it is about: a path, a key, an address. */
export class WitnessError extends Error {
  readonly code: WitnessFailure;
  readonly subject: string;

  constructor(code: WitnessFailure, subject: string, options: { cause?: unknown } = {}) {
    super(`${code}: ${subject}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "WitnessError";
    this.code = code;
    this.subject = subject;
  }
}
