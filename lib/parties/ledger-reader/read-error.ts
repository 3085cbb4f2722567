/** Why something of a ledger could not be read or believed. */

/** The source could not be asked, or has not what it must have: nothing is known. */
const UNAVAILABLE = ["unreachable", "timeout", "bad_status", "redirected", "rate_limited", "absent"] as const;
/** The source answered, and what it answered is not what the ledger signed. */
const WRONG = [
  "too_large",
  "checkpoint_malformed",
  "origin_mismatch",
  "signature_absent",
  "signature_invalid",
  "downgraded",
  "root_wrong",
  "tile_truncated",
  "tile_wrong",
  "bundle_malformed",
  "bundle_wrong",
] as const;

const READ_FAILURES = [...UNAVAILABLE, ...WRONG] as const;
export type ReadFailure = (typeof READ_FAILURES)[number];

export class LedgerReadError extends Error {
  readonly code: ReadFailure;
  /** Address of the source as it was given. */
  readonly source: string;
  /** Below the source: `checkpoint`, `tile/0/000`. */
  readonly path: string;

  constructor(code: ReadFailure, input: { source: string; path: string; detail?: string; cause?: unknown }) {
    const detail = input.detail === undefined ? "" : `: ${input.detail}`;
    super(`${input.source} ${input.path}: ${code}${detail}`, input.cause === undefined ? {} : { cause: input.cause });
    this.name = "LedgerReadError";
    this.code = code;
    this.source = input.source;
    this.path = input.path;
  }

  /** Whether the source is caught at something, as against silent. */
  get isWrong(): boolean {
    return (WRONG as readonly string[]).includes(this.code);
  }
}
