/** What the forms of those who run the installation say beside a field. */

/** The codes are keys of `console.invalid.*`. */
export const CONSOLE_FIELD_PROBLEMS = ["ledgerName", "number"] as const;

export type ConsoleFieldProblem = (typeof CONSOLE_FIELD_PROBLEMS)[number];
