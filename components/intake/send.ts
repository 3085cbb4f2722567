/** Handing a file, or its digest alone, to the intake. */
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { fromHex, toBase64 } from "#lib/core/text/bytes.ts";
import { type Problem, parseEvidence, parseProblem, type RecordedEvidence } from "./problem.ts";

/** Without a byte sent or an answer for this long, the connection counts as lost. */
export const STALL_MS = 120_000;

export type SendOutcome =
  | { kind: "recorded"; evidence: RecordedEvidence }
  | { kind: "problem"; problem: Problem }
  /** No answer came. `complete`: everything had been sent, so it may have been recorded all the same. */
  | { kind: "lost"; complete: boolean }
  /** The file on disk is no longer the one that was hashed. */
  | { kind: "changed" }
  | { kind: "cancelled"; complete: boolean };

export interface Submission {
  file: File;
  /** Under which it is recorded. */
  name: string;
  /** Lower-case hex. */
  sha256: string;
  /** SHA3-256 and SM3, for a digest alone. */
  sha3?: string;
  sm3?: string;
  /** Values of own fields; absent rather than empty. */
  fields?: OwnFields;
  /** The same for the whole list: how its records are found again. */
  upload: string;
  /** The same for every attempt at one file: the intake never records it twice. */
  idempotencyKey: string;
}

export interface SendOptions {
  onProgress: (sent: number) => void;
  signal: AbortSignal;
}

export function readAnswer(status: number, body: string): SendOutcome {
  if (status !== 200 && status !== 201) return { kind: "problem", problem: parseProblem(status, body) };
  const evidence = parseEvidence(body);
  // Something in between answered in the API's place; whether the API saw the request is not known.
  return evidence ? { kind: "recorded", evidence } : { kind: "lost", complete: true };
}

export async function stillReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}

/** What the record will say. */
export function queryOf({ name, upload, fields }: Submission): URLSearchParams {
  return new URLSearchParams({ name, upload, ...(fields ? { fields: JSON.stringify(fields) } : {}) });
}

/** What the content has to be, and under which key it is recorded once. */
export function headersOf({ sha256, idempotencyKey }: Submission): Record<string, string> {
  const digest = toBase64(fromHex(sha256) ?? new Uint8Array());
  return { "Repr-Digest": `sha-256=:${digest}:`, "Idempotency-Key": idempotencyKey };
}

/** Sends the content. XMLHttpRequest because it alone reports upload progress. Never rejects. */
export function sendFile(submission: Submission, options: SendOptions): Promise<SendOutcome> {
  const { file } = submission;
  const { onProgress, signal } = options;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let complete = false;
    let stall: ReturnType<typeof setTimeout>;
    const watch = () => {
      clearTimeout(stall);
      stall = setTimeout(() => request.abort(), STALL_MS);
    };
    const cancel = () => request.abort();
    const finish = (outcome: SendOutcome) => {
      clearTimeout(stall);
      signal.removeEventListener("abort", cancel);
      resolve(outcome);
    };
    request.upload.onprogress = (event) => {
      watch();
      onProgress(event.loaded);
    };
    request.upload.onload = () => {
      complete = true;
      watch();
      onProgress(file.size);
    };
    request.onload = () => finish(readAnswer(request.status, request.responseText));
    request.onabort = () => finish({ kind: signal.aborted ? "cancelled" : "lost", complete });
    request.onerror = async () =>
      finish((await stillReadable(file)) ? { kind: "lost", complete } : { kind: "changed" });
    signal.addEventListener("abort", cancel);
    request.open("PUT", `/api/v1/uploads?${queryOf(submission)}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    for (const [name, value] of Object.entries(headersOf(submission))) request.setRequestHeader(name, value);
    watch();
    request.send(file);
  });
}

/** States the digest; the content stays where it is. Never rejects. */
export async function sendDigest(
  { file, name, sha256, sha3, sm3, fields, upload, idempotencyKey }: Submission,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const second = { ...(sha3 ? { "sha3-256": sha3 } : {}), ...(sm3 ? { sm3 } : {}) };
  const stated = { ...(file.type ? { mediaType: file.type } : {}), ...(fields ? { fields } : {}) };
  const body = { sha256, ...second, name, size: file.size, upload, ...stated };
  try {
    const response = await fetch("/api/v1/evidence", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": idempotencyKey },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(STALL_MS)]),
    });
    return readAnswer(response.status, await response.text());
  } catch {
    // A request this small may have arrived whole before the connection was lost.
    return { kind: signal.aborted ? "cancelled" : "lost", complete: true };
  }
}
