/** What the queue does with a file: hashes it here, hands it over there. */
import { type HashOptions, type HashOutcome, hashInWorker } from "./hash-in-worker.ts";
import { type SendOptions, type SendOutcome, type Submission, sendDigest, sendFile } from "./send.ts";
import type { Method } from "./upload-item.ts";

export interface Intake {
  hash: (file: File, options: HashOptions) => Promise<HashOutcome>;
  sendFile: (submission: Submission, options: SendOptions) => Promise<SendOutcome>;
  sendDigest: (submission: Submission, signal: AbortSignal) => Promise<SendOutcome>;
}

export const BROWSER_INTAKE: Intake = { hash: hashInWorker, sendFile, sendDigest };

/** Hands over the content, or its digests alone. */
export function submit(
  intake: Intake,
  submission: Submission,
  { method, ...options }: SendOptions & { method: Method },
): Promise<SendOutcome> {
  return method === "digest" ? sendDigests(intake, submission, options.signal) : intake.sendFile(submission, options);
}

/** Of content that nobody keeps, SHA3-256 is what the record can be renewed by; only when it is sent is it known that it is wanted. */
async function sendDigests(intake: Intake, submission: Submission, signal: AbortSignal): Promise<SendOutcome> {
  const again = await intake.hash(submission.file, { second: true, onProgress: () => {}, signal });
  if (again.kind === "cancelled") return { kind: "cancelled", complete: false };
  if (again.kind !== "done" || again.sha256 !== submission.sha256) return { kind: "changed" };
  return await intake.sendDigest({ ...submission, ...(again.sha3 ? { sha3: again.sha3 } : {}) }, signal);
}
