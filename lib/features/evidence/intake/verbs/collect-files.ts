/** Reading the list of a bundle: each line by itself, and what is wrong with one named with its number. Nothing is kept of a list with one. */
import { createHash, type Hash, hash, randomBytes } from "node:crypto";
import { BUNDLE_FILES_MAX } from "#lib/core/bundle/limits.ts";
import { LINE_SALT_BYTES } from "#lib/core/bundle/line.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { readObject } from "#lib/features/accounts/bulks/schema.ts";
import { documentSchema, fileSchema, headSchema } from "#lib/features/evidence/bundles/schema.ts";
import {
  type BundleHead,
  type CollectedFiles,
  type FileBody,
  leafOf,
  lineOf,
  REFUSALS_TOLD_MAX,
  type SaltedFile,
} from "#lib/features/evidence/bundles/types.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import type { RawLine } from "#lib/infra/http/lines.ts";
import { type LineRefusal, SealbookError } from "#lib/words/errors.ts";

/** Of a name's SHA-256, to find whether it came before without keeping every name twice. */
const NAME_CHARS = 22;

export class FileCollector {
  readonly #files: SaltedFile[] = [];
  readonly #refused: LineRefusal[] = [];
  readonly #lineOfName = new Map<string, number>();
  readonly #request: Hash = createHash("sha256");
  #head: BundleHead | undefined;
  #refusedCount = 0;
  #line = 0;

  /** A line of a body of lines: the first with content says what the bundle is, each other one is a file. @throws {SealbookError} `bundle_too_large` */
  takeLine(raw: RawLine): void {
    this.#line += 1;
    this.#attempt(() => {
      const value = readObject(raw);
      if (value === undefined) return;
      if (this.#head === undefined) this.#begin(parseInput(headSchema, value));
      else this.#add(parseInput(fileSchema, value));
    });
  }

  /** A whole document; its files are numbered from 1. @throws {SealbookError} as `parseInput`; `bundle_too_large` */
  takeDocument(value: unknown): void {
    const { files, ...head } = parseInput(documentSchema, value);
    this.#begin(head);
    for (const file of files) {
      this.#line += 1;
      this.#attempt(() => this.#add(parseInput(fileSchema, file)));
    }
  }

  /** @throws {SealbookError} `bundle_refused`, with its lines; `bundle_empty` */
  end(): CollectedFiles {
    if (this.#refusedCount > 0) {
      throw new SealbookError("bundle_refused", { details: { refused: this.#refusedCount }, lines: this.#refused });
    }
    if (this.#head === undefined || this.#files.length === 0) throw new SealbookError("bundle_empty");
    return { head: this.#head, files: this.#files, requestSha256: this.#request.digest() };
  }

  #attempt(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof SealbookError) || error.code === "bundle_too_large") throw error;
      this.#refusedCount += 1;
      if (this.#refused.length < REFUSALS_TOLD_MAX) this.#refused.push({ line: this.#line, error });
      // What the first line should have said is not looked for in the second.
      this.#head ??= { name: "?" };
    }
  }

  #begin(head: BundleHead): void {
    this.#head = head;
    this.#request.update(
      `${canonicalJson({ name: head.name, fields: head.fields ?? {}, ...(head.unit && { unit: head.unit }) })}\n`,
    );
  }

  #add(body: FileBody): void {
    if (this.#lineOfName.size >= BUNDLE_FILES_MAX) {
      throw new SealbookError("bundle_too_large", { details: { filesMax: BUNDLE_FILES_MAX } });
    }
    const key = hash("sha256", body.name, "base64").slice(0, NAME_CHARS);
    const first = this.#lineOfName.get(key);
    if (first !== undefined) throw new SealbookError("duplicate_name", { field: "name", details: { first } });
    this.#lineOfName.set(key, this.#line);
    this.#request.update(`${lineOf(body)}\n`);
    if (this.#refusedCount > 0) return;
    const salt = randomBytes(LINE_SALT_BYTES);
    this.#files.push({ ...body, salt, leaf: leafOf(lineOf(body, salt)) });
  }
}
