/** What a form shows after it was sent: what is wrong beside each field, and what was typed. */

import type { NodeFieldProblem, NodeRefusal } from "./nodes.ts";
import type { ConsoleFieldProblem } from "./operations.ts";
import type { OrganisationRefusal } from "./organisations.ts";

/** Keys of the messages `forms.problems.*`: everything a form of ours can be told. */
export const FORM_PROBLEMS = [
  "missing",
  "nameLong",
  "nameCharacters",
  "emailInvalid",
  "passwordShort",
  "passwordLong",
  "passwordSimple",
  "passwordWrong",
  "credentialsWrong",
  "tooManyAttempts",
  "linkUnusable",
  "scopesMissing",
  "dateInvalid",
  "expiryPast",
  "tooManyLinks",
  "forbidden",
  "gone",
  "alreadyMember",
  "alreadyInvited",
  "lastOwner",
  "roleMissing",
  "sessionEnded",
  "notAnswered",
] as const;
/** Whole keys of messages of the parts of the product that have words of their own for what is wrong. */
export type ProblemMessage =
  | `nodes.invalid.${NodeFieldProblem}`
  | `nodes.refused.${NodeRefusal}`
  | `console.refused.${OrganisationRefusal}`
  | `console.invalid.${ConsoleFieldProblem}`;
export type FormProblem = (typeof FORM_PROBLEMS)[number] | ProblemMessage;

/** `Field`: the names of the form's fields; `Done`: what success hands back. */
export interface FormState<Field extends string = string, Done = true> {
  /** What was typed, to be shown again; never a password. */
  values: Partial<Record<Field, string>>;
  problems: Partial<Record<Field, FormProblem>>;
  /** What is wrong with the whole. */
  problem?: FormProblem;
  /** Seconds after which it may be tried again, when it was tried too often. */
  retryAfterSeconds?: number;
  /** Set when it worked. */
  done?: Done;
}
