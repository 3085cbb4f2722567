/**
 * The API of a Sealbook server, typed from its description.
 *
 *     const sealbook = new Sealbook({ url: "https://evidence.example", key: process.env.SEALBOOK_KEY });
 *     const evidence = await sealbook.request("GET", "/api/v1/evidence/{id}", { path: { id } });
 *     const { id } = await sealbook.upload({ path: "contract.pdf" });
 *     await sealbook.wait(id, { seconds: 60 });
 *
 * Refusals are thrown as {@link Problem}. Each POST and upload has an Idempotency-Key, its own or one that is made here, so that a lost
 * connection and a busy server are tried again, and nothing is done twice.
 */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { checked, jsonOf, problemOf } from "./answers.ts";
import { type BulkAnswer, type BulkLine, type BulkRequest, sendLines, sendRequest } from "./bulk.ts";
import type { components, paths } from "./generated/paths.ts";
import type { AnswerOf, Given, Method, OperationOf, PathWith } from "./operation.ts";
import { PATIENCE, type Patience, patiently } from "./patience.ts";
import { RESUMABLE_FROM_BYTES } from "./pieces.ts";
import { type Content, sendInPieces } from "./resumable.ts";
import { type Answer, type Ask, type Body, exchange, openStream } from "./transport.ts";

export { checked, jsonOf, problemOf } from "./answers.ts";
export type { BulkAnswer, BulkLine, BulkRequest } from "./bulk.ts";
export * from "./errors.ts";
export type { paths } from "./generated/paths.ts";
export type { Patience } from "./patience.ts";
export type { Content } from "./resumable.ts";
export type { Answer, Body } from "./transport.ts";

export type Evidence = components["schemas"]["Evidence"];
type NewDigest = paths["/api/v1/evidence"]["post"]["requestBody"]["content"]["application/json"];
type ReceiptQuery = NonNullable<paths["/api/v1/evidence/{id}/receipt"]["get"]["parameters"]["query"]>;

const TIMEOUT_MS = 120_000;
/** The longest that one request asks the server to wait. */
const WAIT_SECONDS_A_REQUEST = 20;
export interface Options {
  /** Where the server is; a path before /api counts. */
  url: string | URL;
  /** Without one only what is public is answered. */
  key?: string | undefined;
  /** Of problems' words: BCP 47. */
  locale?: string | undefined;
  /** What one request may take, without waiting and the body's length. */
  timeoutMs?: number;
  patience?: Partial<Patience>;
  signal?: AbortSignal;
}

/** Of an upload. `path`, or what `body`, `name` and `sha256` say. */
export interface Upload {
  name: string;
  body: Content;
  /** The server refuses another content. */
  sha256: Uint8Array;
  mediaType?: string | undefined;
  /** Own fields of the record. */
  fields?: Record<string, unknown> | undefined;
  origin?: string | undefined;
  /** Id of the unit that it is to belong to; the key's own unless said. */
  unit?: string | undefined;
  idempotencyKey?: string | undefined;
}

export interface Sent {
  method: string;
  path: string;
  query?: Record<string, string | undefined>;
  headers?: Record<string, string>;
  body?: Body | undefined;
  waits?: number | undefined;
}

export class Sealbook {
  readonly #options: Options;
  readonly #base: URL;
  readonly #patience: Patience;

  /** @throws {TypeError} when `url` is none */
  constructor(options: Options) {
    this.#options = options;
    this.#base = new URL(options.url);
    this.#patience = { ...PATIENCE, ...options.patience };
  }

  /**
   * Any operation of the description that answers JSON: its parameters and body as they are declared, its answer typed.
   *
   * @param given idempotencyKey: of a POST; each has one of its own without
   */
  async request<Of extends Method, Path extends PathWith<Of>>(
    method: Of,
    path: Path,
    given: Given<OperationOf<Path, Of>> & { idempotencyKey?: string },
  ): Promise<AnswerOf<OperationOf<Path, Of>>> {
    const { path: inPath, query, body, idempotencyKey = randomUUID() } = given as Parts;
    const place = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(inPath?.[name] ?? "")));
    const headers: Record<string, string> = method === "POST" ? { "idempotency-key": idempotencyKey } : {};
    const waits = Number(query?.wait ?? 0);
    const sent = { method, path: place, query: textsOf(query), waits };
    return jsonOf(
      await this.send(body === undefined ? { ...sent, headers } : { ...sent, ...asJson(body, headers) }),
    ) as never;
  }

  /** A digest becomes evidence; the content stays where it is. @throws {Problem | Unreachable | TimedOut} */
  async record(body: NewDigest, options: { idempotencyKey?: string } = {}): Promise<Evidence> {
    return await this.request("POST", "/api/v1/evidence", { body, ...options });
  }

  /**
   * A file becomes evidence: hashed here, sent as a stream, and refused where another content arrives. A large one goes in pieces, and goes
   * on where it broke off, also in another process that names the same `idempotencyKey`.
   */
  async upload(given: Upload | ({ path: string } & Partial<Upload>)): Promise<Evidence> {
    const { name, body, sha256, mediaType, fields, origin, unit, idempotencyKey } =
      "path" in given ? await fileOf(given) : given;
    const query = { name, origin, unit, fields: fields && JSON.stringify(fields) };
    const headers = {
      "content-type": mediaType ?? "application/octet-stream",
      "repr-digest": `sha-256=:${Buffer.from(sha256).toString("base64")}:`,
      "idempotency-key": idempotencyKey ?? randomUUID(),
    };
    // What it is taken over from is said of whole files alone.
    const inPieces = body.length >= RESUMABLE_FROM_BYTES && origin === undefined;
    const answer = inPieces
      ? await sendInPieces((sent) => this.send(sent), { content: body, query, headers })
      : await this.send({ method: "PUT", path: "/api/v1/uploads", query, headers, body });
    return jsonOf(answer) as Evidence;
  }

  async evidence(id: string): Promise<Evidence> {
    return await this.request("GET", "/api/v1/evidence/{id}", { path: { id } });
  }

  /** The receipt in the form that is asked for. 202: it is recorded, and what is waited for is not there yet. */
  async receipt(id: string, query: ReceiptQuery = {}): Promise<Answer> {
    const path = `/api/v1/evidence/${encodeURIComponent(id)}/receipt`;
    return checked(await this.send({ method: "GET", path, query: textsOf(query), waits: query.wait }));
  }

  /** Until the record is anchored, or the time is over: look at its `state`. */
  async wait(id: string, { seconds }: { seconds: number }): Promise<Evidence> {
    const until = performance.now() + seconds * 1_000;
    for (;;) {
      const wait = Math.min(WAIT_SECONDS_A_REQUEST, Math.max(0, Math.ceil((until - performance.now()) / 1_000)));
      const evidence = await this.request("GET", "/api/v1/evidence/{id}", { path: { id }, query: { wait } });
      if (evidence.state === "anchored" || performance.now() >= until) return evidence;
    }
  }

  /** Lines of any number, in requests of ten thousand; each is answered, in order. Sent again under the same key nothing is done twice. */
  bulk(
    lines: Iterable<BulkLine> | AsyncIterable<BulkLine>,
    options: { area?: "evidence" | "certificates"; key?: string } = {},
  ): AsyncGenerator<BulkAnswer> {
    return sendLines((request) => this.bulkRequest(request), lines, options);
  }

  /** One request of many lines, until each is answered. */
  async bulkRequest(request: BulkRequest): Promise<BulkAnswer[]> {
    return await sendRequest(async (sent) => checked(await this.send(sent)), request);
  }

  /** The answer to any request, of whatever status, after what passes was tried again. */
  async send({ method, path, query = {}, headers = {}, body, waits }: Sent): Promise<Answer> {
    const { signal, timeoutMs = TIMEOUT_MS } = this.#options;
    const ask: Ask = {
      method,
      url: this.#at(path, query),
      headers: { ...this.#headers(), ...headers },
      body,
      waits,
      timeoutMs,
      signal,
    };
    // What came of a change without a key is not known after a lost connection.
    const again = method === "GET" || method === "HEAD" || "idempotency-key" in ask.headers;
    return await patiently(() => exchange(ask), { patience: this.#patience, again, signal });
  }

  /** The body of a 200 as a stream, from its beginning each time that it breaks off; what `take` throws is passed on. */
  async download<T>(
    path: string,
    take: (body: AsyncIterable<Uint8Array>) => Promise<T>,
    query: Sent["query"] = {},
  ): Promise<T> {
    const { signal } = this.#options;
    const url = this.#at(path, query);
    let taken: { value: T } | undefined;
    const answer = await patiently(
      async () => {
        const { status, headers, body } = await openStream({ url, headers: this.#headers(), signal });
        if (status === 200) taken = { value: await take(body) };
        return { status, headers, body: taken ? new Uint8Array() : await shortBody(body) };
      },
      { patience: this.#patience, again: true, signal },
    );
    if (taken) return taken.value;
    throw problemOf(answer);
  }

  #at(path: string, query: Sent["query"] = {}): URL {
    const target = new URL(this.#base.origin + this.#base.pathname.replace(/\/+$/, "") + path);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value);
    return target;
  }

  #headers(): Record<string, string> {
    const { key, locale } = this.#options;
    return { ...(key && { authorization: `Bearer ${key}` }), ...(locale && { "accept-language": locale }) };
  }
}

interface Parts {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  idempotencyKey?: string;
}

function textsOf(query: object = {}): Record<string, string> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function asJson(value: unknown, headers: Record<string, string>): Pick<Sent, "headers" | "body"> {
  const bytes = Buffer.from(JSON.stringify(value));
  const body = { length: bytes.length, open: () => Readable.from([bytes]) };
  return { headers: { "content-type": "application/json", ...headers }, body };
}

/** Refusals are short. */
const PROBLEM_BYTES_MAX = 64 * 1024;

async function shortBody(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > PROBLEM_BYTES_MAX) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A file as it is now: not a byte more than was hashed is sent, should it grow meanwhile. */
async function fileOf({ path, ...given }: { path: string } & Partial<Upload>): Promise<Upload> {
  const { size } = await stat(path);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { end: Math.max(0, size - 1) })) hash.update(chunk as Buffer);
  const whole = { start: 0, end: Math.max(0, size - 1) };
  const body: Content = { length: size, open: (range = whole) => createReadStream(path, range) };
  return { name: basename(path), body, sha256: hash.digest(), ...given };
}
