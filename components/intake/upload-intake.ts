/** What the queue does with a file: hashes it here, hands it over there. */
import { type HashOutcome, hashInWorker } from "./hash-in-worker.ts";
import { type SendOptions, type SendOutcome, type Submission, sendDigest, sendFile } from "./send.ts";

export interface Intake {
  hash: (file: File, options: { onProgress: (hashed: number) => void; signal: AbortSignal }) => Promise<HashOutcome>;
  sendFile: (submission: Submission, options: SendOptions) => Promise<SendOutcome>;
  sendDigest: (submission: Submission, signal: AbortSignal) => Promise<SendOutcome>;
}

export const BROWSER_INTAKE: Intake = { hash: hashInWorker, sendFile, sendDigest };
