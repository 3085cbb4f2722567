/** What a command is, and what it is given. */
import type { Locale } from "#lib/i18n/locale.ts";
import type { Say } from "./words.ts";

/**
 * 0: everything asked for was done or holds. 1: something failed. 2: it could not be tried or checked. 3: a receipt holds, and nobody
 * was named who could say whose key it is: a script must not take a stranger's for good. 4: a PDF was saved anew by another program, so
 * that nothing vouches for its pages, and the receipt inside holds. 5: a ledger holds, and stored files do not. 6: a certificate is genuine and not in
 * force: revoked, suspended or replaced. 7: it is genuine, and not valid on the date asked for.
 */
export const EXIT = {
  ok: 0,
  failed: 1,
  impossible: 2,
  unproven: 3,
  resaved: 4,
  files: 5,
  withdrawn: 6,
  period: 7,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface OptionKind {
  /** In help, what its value is; without it the option is a switch. */
  value?: string;
  /** Given several times, it has several values. */
  multiple?: boolean;
  /** Key of its message, where it means something else than elsewhere. */
  words?: string;
}

export type OptionKinds = Readonly<Record<string, OptionKind>>;

export interface Context {
  operands: string[];
  /** The last value of each option that was given; `true` for a switch. */
  options: Readonly<Record<string, string | true | undefined>>;
  /** All values of an option that may be given several times. */
  lists: Readonly<Record<string, readonly string[]>>;
  json: boolean;
  locale: Locale;
  say: Say;
  installation: Installation;
}

/** The installation on this machine, for commands that work on its database itself. */
export interface Installation {
  /** Takes over its configuration; features that read it are imported afterwards. */
  adopt: () => Promise<void>;
  /** Whether its database is the embedded one, which runs only while the installation does. */
  isEmbedded: () => boolean;
}

export type Run = (context: Context) => Promise<ExitCode>;

export interface Command {
  /** As it is typed: `org create`. */
  words: string;
  /** Key of its messages. */
  id: string;
  /** In help: `RECEIPT [FILE]`. */
  operands: string;
  operandsMin: number;
  operandsMax: number;
  options: OptionKinds;
  /** Exit codes beside 0, 1 and 2; each has a message, too. */
  exitCodes?: readonly ExitCode[];
  /** Options that have to be given. */
  required?: readonly string[];
  /** Imported only when it is run, so that a command needs nothing but what is its own. */
  load: () => Promise<Run>;
}

/** A command as a value: what is typed and, imported only when it is run, what it does. */
export function command(declaration: Command): Command {
  return declaration;
}

/** An end of the command that a person can act on: one sentence, already in their language. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** The server's code, or ours. */
  readonly code: string;

  constructor(message: string, { code, exitCode = EXIT.impossible }: { code: string; exitCode?: ExitCode }) {
    super(message);
    this.name = "CommandError";
    this.code = code;
    this.exitCode = exitCode;
  }
}
