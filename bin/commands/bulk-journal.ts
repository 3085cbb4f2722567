/**
 * The journal of a bulk: which lines were answered, with what. Beside it lies the request under way, as it is sent, until its answers are in
 * the journal; so that after a crash the same request goes out under the same key, and nothing is recorded twice.
 */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { CommandError } from "#lib/infra/terminal/command.ts";
import type { Say } from "#lib/infra/terminal/words.ts";

const FORMAT = "sealbook.journal/v1";

/** A request under way: the lines that it has of the source, from the number `from` on, counted from 1. */
export interface Pending {
  key: string;
  from: number;
  /** Of each line what tells it to a person: a path, a name, a number. */
  names: string[];
  body: string;
}

export interface Answered {
  name: string;
  id?: string;
  code?: string;
  /** Of what was refused. */
  field?: string | undefined;
  detail?: string | undefined;
}

interface Head {
  journal: typeof FORMAT;
  server: string;
  source: string;
}

export class Journal {
  readonly #path: string;
  readonly #file: number;
  /** Hears every answer, those of earlier runs first. */
  readonly #onAnswer: ((answer: Answered) => void) | undefined;
  /** Lines of the source that are answered. */
  lines = 0;
  refused = 0;
  /** What the last of them was called. */
  lastName: string | undefined;

  /** @throws {CommandError} when it is of another source or server, or none */
  constructor(
    path: string,
    given: { server: string; source: string; say: Say; onAnswer?: (answer: Answered) => void },
  ) {
    const { server, source, say } = given;
    this.#path = path;
    this.#onAnswer = given.onAnswer;
    const head: Head = { journal: FORMAT, server, source };
    const wrong = () => new CommandError(say("submit.journalOther", { path }), { code: "usage" });
    if (existsSync(path)) {
      const text = readFileSync(path, "utf8");
      // What was being written when the process died is written again: its request still waits beside.
      const whole = text.slice(0, this.#wholeOf(text));
      const [first = "", ...rest] = whole.split("\n");
      if (first !== JSON.stringify(head)) throw wrong();
      this.#file = openSync(path, "r+");
      ftruncateSync(this.#file, Buffer.byteLength(whole));
      for (const line of rest) if (line !== "") this.#count(JSON.parse(line) as Answered);
    } else {
      this.#file = openSync(path, "wx", 0o600);
      this.#write(`${JSON.stringify(head)}\n`);
    }
  }

  get #pendingPath(): string {
    return `${this.#path}.pending`;
  }

  #wholeOf(text: string): number {
    const { journalBytes } = this.#readPending() ?? {};
    if (journalBytes !== undefined) return Buffer.from(text).subarray(0, journalBytes).toString("utf8").length;
    return text.lastIndexOf("\n") + 1;
  }

  #readPending(): (Pending & { journalBytes: number }) | undefined {
    if (!existsSync(this.#pendingPath)) return undefined;
    return JSON.parse(readFileSync(this.#pendingPath, "utf8"));
  }

  /** The request that was under way when the last run ended. */
  pending(): Pending | undefined {
    return this.#readPending();
  }

  /** Keeps a request before it is sent. */
  begin({ names, body }: Pick<Pending, "names" | "body">): Pending {
    const pending = { key: `bulk-${randomUUID()}`, from: this.lines + 1, names, body };
    const journalBytes = fstatSync(this.#file).size;
    const part = `${this.#pendingPath}.part`;
    const file = openSync(part, "w", 0o600);
    writeSync(file, JSON.stringify({ ...pending, journalBytes }));
    fsyncSync(file);
    closeSync(file);
    renameSync(part, this.#pendingPath);
    return pending;
  }

  /** Keeps the answers, and lets go of the request. */
  end(answers: readonly Answered[]): void {
    this.#write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
    for (const answer of answers) this.#count(answer);
    rmSync(this.#pendingPath);
  }

  close(): void {
    closeSync(this.#file);
  }

  #count(answer: Answered): void {
    const { name, code } = answer;
    this.#onAnswer?.(answer);
    this.lines += 1;
    this.lastName = name;
    if (code !== undefined) this.refused += 1;
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    const { size: length } = fstatSync(this.#file);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at, bytes.length - at, length + at);
    fsyncSync(this.#file);
  }
}
