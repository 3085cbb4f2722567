/** How the product says no: by a code of the closed list, with the facts that its message names. */
import { API_ERRORS, OTHER_ERRORS } from "./error-codes.ts";

export const ERROR_STATUS = { ...API_ERRORS, ...OTHER_ERRORS } as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERROR_STATUS, value);
}

/** Facts that a message may name: sizes, limits, ids. Never secrets, never content. */
export type ErrorDetails = Record<string, string | number>;

/** What is wrong with one line of many. */
export interface LineRefusal {
  line: number;
  error: SealbookError;
}

/** A refusal that the caller is told about by code. Anything else that is thrown is a defect and is answered as `internal`. */
export class SealbookError extends Error {
  readonly code: ErrorCode;
  /** What was sent under this name is what is wrong. */
  readonly field: string | undefined;
  readonly details: ErrorDetails;
  /** Of what is refused as a whole, for its lines: the first of them. */
  readonly lines: readonly LineRefusal[];
  constructor(
    code: ErrorCode,
    options: { field?: string; details?: ErrorDetails; lines?: readonly LineRefusal[]; cause?: unknown } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SealbookError";
    this.code = code;
    this.field = options.field;
    this.details = options.details ?? {};
    this.lines = options.lines ?? [];
  }
}
