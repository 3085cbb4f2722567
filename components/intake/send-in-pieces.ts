/** Handing a large file to the intake in pieces, by tus 1.0: after a lost connection or a reload it goes on with what has not arrived. */
import { DetailedError, Upload } from "tus-js-client";
import { PIECE_BYTES, RESUMABLE_PLACE } from "#lib/client/pieces.ts";
import { parseProblem } from "./problem.ts";
import {
  headersOf,
  queryOf,
  readAnswer,
  type SendOptions,
  type SendOutcome,
  STALL_MS,
  type Submission,
  stillReadable,
} from "./send.ts";

const TUS = { "Tus-Resumable": "1.0.0" };
/** A record is made of what arrived by reading all of it; meanwhile the server is asked every few seconds. */
const STILL_AT_IT = 202;
const ASK_AGAIN_MS = 2_000;
const ELSEWHERE = [423, 460];
const GONE = [404, 410];

/** Never rejects. */
export async function sendInPieces(submission: Submission, options: SendOptions): Promise<SendOutcome> {
  const { onProgress, signal } = options;
  let complete = false;
  try {
    const begun = await begin(submission, signal);
    if ("kind" in begun) return begun;
    const outcome = await sendMissing(submission.file, { ...options, place: `${RESUMABLE_PLACE}/${begun.id}` });
    if (outcome) return outcome;
    complete = true;
    onProgress(submission.file.size);
    return await record(`${RESUMABLE_PLACE}/${begun.id}`, signal);
  } catch {
    return { kind: signal.aborted ? "cancelled" : "lost", complete };
  }
}

/** The same key leads to the same upload, whoever lost the answer. */
async function begin(submission: Submission, signal: AbortSignal): Promise<{ id: string } | SendOutcome> {
  const { file } = submission;
  const headers: Record<string, string> = { ...TUS, "Upload-Length": String(file.size), ...headersOf(submission) };
  if (file.type) headers["Upload-Metadata"] = `filetype ${btoa(file.type)}`;
  const answer = await fetch(`${RESUMABLE_PLACE}?${queryOf(submission)}`, {
    method: "POST",
    headers,
    signal: AbortSignal.any([signal, AbortSignal.timeout(STALL_MS)]),
  });
  const text = await answer.text();
  if (answer.status !== 201) return { kind: "problem", problem: parseProblem(answer.status, text) };
  const { id } = JSON.parse(text) as { id?: unknown };
  return typeof id === "string" ? { id } : { kind: "lost", complete: false };
}

/** @returns undefined: all of it has arrived */
function sendMissing(file: File, { place, onProgress, signal }: SendOptions & { place: string }) {
  return new Promise<SendOutcome | undefined>((resolve) => {
    let stall: ReturnType<typeof setTimeout>;
    const finish = (outcome: SendOutcome | undefined) => {
      clearTimeout(stall);
      signal.removeEventListener("abort", cancel);
      resolve(outcome);
    };
    const stop = (outcome: SendOutcome) => {
      void upload.abort();
      finish(outcome);
    };
    const cancel = () => stop({ kind: "cancelled", complete: false });
    const watch = () => {
      clearTimeout(stall);
      stall = setTimeout(() => stop({ kind: "lost", complete: false }), STALL_MS);
    };
    const upload = new Upload(file, {
      uploadUrl: new URL(place, window.location.origin).href,
      chunkSize: PIECE_BYTES,
      // Whoever asked tries again, and knows the upload by its key.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onProgress: (sent) => {
        watch();
        // Until there is a record, the last byte is not the end.
        onProgress(Math.min(sent, file.size - 1));
      },
      onSuccess: () => finish(undefined),
      onError: async (error) => finish(await outcomeOf(error, file)),
    });
    signal.addEventListener("abort", cancel);
    watch();
    if (signal.aborted) cancel();
    else upload.start();
  });
}

async function outcomeOf(error: Error, file: File): Promise<SendOutcome> {
  const answer = error instanceof DetailedError ? error.originalResponse : undefined;
  if (!answer) return (await stillReadable(file)) ? { kind: "lost", complete: false } : { kind: "changed" };
  const status = answer.getStatus();
  const problem = parseProblem(status, answer.getBody());
  // Pieces of the same upload by another tab, or one of ours that the server still reads: it is asked again where to go on.
  if (ELSEWHERE.includes(status) || problem.code === "offset_wrong") return { kind: "lost", complete: false };
  // What was asked by HEAD has no words.
  return { kind: "problem", problem: GONE.includes(status) ? { ...problem, code: "not_found" } : problem };
}

async function record(place: string, signal: AbortSignal): Promise<SendOutcome> {
  for (;;) {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(STALL_MS)]);
    const answer = await fetch(`${place}/record`, { method: "POST", signal: patience });
    const text = await answer.text();
    if (answer.status !== STILL_AT_IT) return readAnswer(answer.status, text);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}
