/** What a form shows after it was sent: what is wrong beside each field, and what was typed. */
import type { ErrorCode } from "./errors.ts";

export interface FormProblem {
  code: ErrorCode;
  /** What to do, in the reader's language: pages that are sent to browsers need no words for what did not happen. */
  text: string;
}

/** `Field`: the names of the form's fields; `Done`: what success hands back. */
export interface FormState<Field extends string = string, Done = true> {
  /** What was typed, to be shown again; never a password. */
  values: Partial<Record<Field, string>>;
  problems: Partial<Record<Field, FormProblem>>;
  /** What is wrong with the whole. */
  problem?: FormProblem;
  /** Set when it worked. */
  done?: Done;
}
