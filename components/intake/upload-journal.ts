/**
 * What this tab remembers of its list of files while the page is reloaded: each file's name, size, digest, the key of
 * its attempt, and the record it became. Never the content.
 *
 * In sessionStorage, a row a file, so that a list of thousands costs one small write at a time. Whatever the browser
 * does not allow or has mangled is as if it had not been remembered: the list then begins empty, and the key of an
 * attempt that is lost with it may let a file be recorded twice, which the records themselves will show.
 */
import { z } from "zod/mini";
import { type OwnFields, readOwnFields } from "#lib/core/claim/own-fields.ts";

const PREFIX = "sealbook.upload ";
const NAME_CHARS_MAX = 4_096;

const text = z.string().check(z.maxLength(NAME_CHARS_MAX));
const rowSchema = z.object({
  order: z.number(),
  name: text,
  folder: text,
  size: z.number(),
  idempotencyKey: text,
  /** The same for the whole list. */
  upload: z.optional(z.string().check(z.regex(/^[0-9a-f-]{36}$/))),
  sha256: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
  /** Values of own fields, as they were sent or are to be. */
  fields: z.optional(z.custom<OwnFields>((value) => readOwnFields(value) !== undefined)),
  /** How it was sent, where it may have been recorded without an answer: then the fields are those that were sent. */
  held: z.optional(z.enum(["upload", "digest"])),
  evidence: z.optional(
    z.object({
      id: z.string().check(z.regex(/^[0-9a-f-]{36}$/)),
      name: text,
      sha256: text,
      state: z.enum(["recorded", "anchored"]),
      receivedAt: text,
    }),
  ),
});

/** A file as it is remembered. */
export type Remembered = z.output<typeof rowSchema>;

export class UploadJournal {
  readonly #prefix: string;
  readonly #storage: Storage | undefined;

  /**
   * Forgets what the tab remembered for anybody else.
   * @param scope who records for whom
   */
  constructor(scope: string, storage: Storage | undefined) {
    this.#prefix = `${PREFIX}${scope} `;
    this.#storage = storage;
    for (const name of this.#names(PREFIX)) if (!name.startsWith(this.#prefix)) storage?.removeItem(name);
  }

  /** What was remembered, in the order of the list. */
  read(): Map<string, Remembered> {
    const rows = this.#names(this.#prefix).flatMap((name): [string, Remembered][] => {
      const row = rowSchema.safeParse(parseJson(this.#storage?.getItem(name) ?? ""));
      return row.success ? [[name.slice(this.#prefix.length), row.data]] : [];
    });
    return new Map(rows.sort(([, a], [, b]) => a.order - b.order));
  }

  write(key: string, row: Remembered): void {
    try {
      this.#storage?.setItem(this.#prefix + key, JSON.stringify(row));
    } catch {
      // Full, or not allowed: the list works without.
    }
  }

  forget(key: string): void {
    this.#storage?.removeItem(this.#prefix + key);
  }

  #names(prefix: string): string[] {
    const { length = 0 } = this.#storage ?? {};
    const names = Array.from({ length }, (_, at) => this.#storage?.key(at) ?? "");
    return names.filter((name) => name.startsWith(prefix));
  }
}

function parseJson(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}
