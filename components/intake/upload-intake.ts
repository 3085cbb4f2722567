/** What the queue does with a file: hashes it here, hands it over there. */
import { RESUMABLE_FROM_BYTES } from "#lib/client/pieces.ts";
import { type HashOptions, type HashOutcome, hashInWorker } from "./hash-in-worker.ts";
import { type SendOptions, type SendOutcome, type Submission, sendDigest, sendFile } from "./send.ts";
import type { Method } from "./upload-item.ts";

export interface Intake {
  hash: (file: File, options: HashOptions) => Promise<HashOutcome>;
  sendFile: (submission: Submission, options: SendOptions) => Promise<SendOutcome>;
  sendDigest: (submission: Submission, signal: AbortSignal) => Promise<SendOutcome>;
}

export const BROWSER_INTAKE: Intake = { hash: hashInWorker, sendFile: sendWholeOrInPieces, sendDigest };

/** A large file in pieces, by a library that only large files load. */
async function sendWholeOrInPieces(submission: Submission, options: SendOptions): Promise<SendOutcome> {
  if (submission.file.size < RESUMABLE_FROM_BYTES) return await sendFile(submission, options);
  try {
    return await (await import("./send-in-pieces.ts")).sendInPieces(submission, options);
  } catch {
    // The library could not be loaded: nothing was sent.
    return { kind: "lost", complete: false };
  }
}

/** Hands over the content, or its digests alone. */
export function submit(
  intake: Intake,
  submission: Submission,
  { method, alsoSm3, ...options }: SendOptions & { method: Method; alsoSm3: boolean },
): Promise<SendOutcome> {
  if (method !== "digest") return intake.sendFile(submission, options);
  return sendDigests(intake, submission, { alsoSm3, signal: options.signal });
}

/**
 * Of content that nobody keeps, SHA3-256 is what the record can be renewed by; only when it is sent is it known that it is wanted. SM3 is
 * for organisations that ask for it.
 */
async function sendDigests(
  intake: Intake,
  submission: Submission,
  { alsoSm3, signal }: { alsoSm3: boolean; signal: AbortSignal },
): Promise<SendOutcome> {
  const more = { sha3: true, sm3: alsoSm3 };
  const again = await intake.hash(submission.file, { more, onProgress: () => {}, signal });
  if (again.kind === "cancelled") return { kind: "cancelled", complete: false };
  if (again.kind !== "done" || again.sha256 !== submission.sha256) return { kind: "changed" };
  const { sha3, sm3 } = again;
  return await intake.sendDigest({ ...submission, ...(sha3 ? { sha3 } : {}), ...(sm3 ? { sm3 } : {}) }, signal);
}
