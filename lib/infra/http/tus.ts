/**
 * tus 1.0, the protocol of uploads that go on where they broke off, by its server library. What it asks of us is where bytes go; who may,
 * how much, and what becomes of them is decided before and behind it. https://tus.io/protocols/resumable-upload
 */
import { PassThrough, Readable } from "node:stream";
import { DataStore, MemoryLocker, Server, Upload } from "@tus/server";
import { SealbookError } from "#lib/words/errors.ts";
import type { Answer } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import { type Pace, receiveBody } from "./raw-body.ts";

export const TUS_HEADERS: Record<string, string> = { "tus-resumable": "1.0.0" };
export const PIECE_TYPE = "application/offset+octet-stream";

/** An upload, as the protocol sees it. */
export interface Partial {
  id: string;
  /** Of all of it, in bytes. */
  size: number;
  /** Bytes that have arrived. */
  offset: number;
}

/** Where bytes go. */
export interface Partials {
  /** @returns the new upload's id, or that of the one which the same request began before */
  create(id: string, size: number): Promise<string>;
  /** @throws {SealbookError} */
  find(id: string): Promise<Partial>;
  /** @returns behind which byte it ends, once that is durable */
  append(id: string, piece: { stream: Readable; offset: number }): Promise<number>;
}

/** One piece of an upload at a time in this process: who comes later ends who came before, whose connection is likely dead. */
const locker = new MemoryLocker();

class Store extends DataStore {
  readonly #partials: Partials;

  constructor(partials: Partials) {
    super();
    this.#partials = partials;
    this.extensions = ["creation"];
  }

  override async create(upload: Upload): Promise<Upload> {
    upload.id = await this.#partials.create(upload.id, upload.size ?? 0);
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    return new Upload(await this.#partials.find(id));
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    return await this.#partials.append(id, { stream, offset });
  }
}

/** What the library refuses, in our words. */
const REFUSALS: Record<number, "offset_wrong" | "not_found" | "file_too_large" | "unsupported_media_type"> = {
  404: "not_found",
  409: "offset_wrong",
  413: "file_too_large",
  415: "unsupported_media_type",
};

/**
 * Answers a request of the protocol.
 *
 * @param options id: of a new upload. bytesMax: of an upload. pace: how slowly a body may arrive
 * @throws {SealbookError} what `partials` throws, and `bad_request`, `offset_wrong`, `not_found`, `file_too_large`,
 *   `unsupported_media_type`; of a body that broke off `length_mismatch`, though what came is kept
 */
export async function answerTus(
  request: ApiRequest,
  {
    partials,
    path,
    id,
    bytesMax,
    pace,
  }: { partials: Partials; path: string; id?: string; bytesMax: number; pace?: Pace },
): Promise<Answer> {
  let failure: unknown;
  const server = new Server({
    ...{ path, datastore: new Store(partials), locker, relativeLocation: true, maxSize: bytesMax },
    ...(id !== undefined && { namingFunction: () => id }),
    onResponseError: (_, error) => {
      failure = error;
      return undefined;
    },
  });
  const isPiece = request.method === "PATCH";
  const piece = isPiece ? pieceOf(request, { bytesMax, pace }) : undefined;
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    // A body belongs to a piece alone.
    typeof value === "string" && (isPiece || name !== "content-type") ? [[name, value] as [string, string]] : [],
  );
  const response = await server.handleWeb(
    new Request(`http://upload${request.path}`, {
      method: request.method,
      headers,
      ...(piece && { body: Readable.toWeb(piece.stream) as ReadableStream, duplex: "half" }),
    }),
  );
  piece?.end();
  if (failure instanceof SealbookError) throw failure;
  if (response.status >= 500) throw failure ?? new Error(`tus answered ${response.status}`);
  if (response.status >= 400) throw new SealbookError(REFUSALS[response.status] ?? "bad_request");
  const wanted = ["location", "upload-offset", "upload-length"];
  const told = wanted.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: response.status, headers: { ...TUS_HEADERS, ...Object.fromEntries(told) }, payload: "" };
}

/** The body as a stream that ends where it breaks off: what came is kept, and the client goes on behind it. */
function pieceOf(request: ApiRequest, { bytesMax, pace }: { bytesMax: number; pace?: Pace | undefined }) {
  const stream = new PassThrough({ highWaterMark: 1024 ** 2 });
  stream.on("error", () => {});
  const over = new AbortController();
  const signal = AbortSignal.any([request.signal, over.signal]);
  let broken: unknown;
  request.askForBody();
  const sink = (chunk: Buffer): Promise<void> | undefined =>
    stream.destroyed || stream.write(chunk) ? undefined : drained(stream);
  void receiveBody(request.incoming, { bytesMax, sink, ...(pace && { pace }), signal })
    .catch((error: unknown) => {
      broken = error;
    })
    .finally(() => stream.end());
  return {
    stream,
    /** Nobody reads it any more. @throws why it broke off before that */
    end(): void {
      const before = broken;
      over.abort();
      stream.destroy();
      if (before !== undefined) throw before;
    },
  };
}

function drained(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      stream.off("drain", go).off("close", go);
      resolve();
    };
    stream.on("drain", go).on("close", go);
  });
}
