/** What the designer asks of the server. Never rejects: what went wrong is an outcome. */
import { type Problem, parseProblem } from "#components/intake/problem.ts";
import type { CertificateValues, Fault, TemplateDocument } from "#lib/features/certificates/templates/types.ts";

/** No answer for this long counts as none. */
const WAIT_MS = 60_000;

/** `lost`: no answer came. */
export type Refusal = { problem: Problem } | { lost: true };

async function ask(path: string, init: RequestInit, signal?: AbortSignal): Promise<{ answer: Response } | Refusal> {
  const timeout = AbortSignal.timeout(WAIT_MS);
  try {
    const answer = await fetch(path, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    return answer.ok ? { answer } : { problem: parseProblem(answer.status, await answer.text()) };
  } catch {
    return { lost: true };
  }
}

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

export interface SavedVersion {
  number: number;
  /** Base64, of the document that is saved now. */
  sha256: string;
}

/** @param input basis: the digest of what this browser saw last; another one there now is another person's work */
export async function saveVersion(input: {
  templateId: string;
  name: string;
  document: TemplateDocument;
  basis: string;
}): Promise<SavedVersion | Refusal> {
  const { templateId, ...body } = input;
  const outcome = await ask(`/api/v1/templates/${templateId}`, json("PUT", body));
  if (!("answer" in outcome)) return outcome;
  const read = (await outcome.answer.json().catch(() => undefined)) as Partial<SavedVersion> | undefined;
  return typeof read?.number === "number" && typeof read.sha256 === "string"
    ? { number: read.number, sha256: read.sha256 }
    : { lost: true };
}

export async function sendPicture(file: File): Promise<{ digest: string } | Refusal> {
  const headers = { "Content-Type": file.type || "application/octet-stream" };
  const outcome = await ask("/api/v1/templates/pictures", { method: "POST", headers, body: file });
  if (!("answer" in outcome)) return outcome;
  const read = (await outcome.answer.json().catch(() => undefined)) as { sha256?: unknown } | undefined;
  return typeof read?.sha256 === "string" ? { digest: read.sha256 } : { lost: true };
}

export type Sample = "shortest" | "ordinary" | "longest";

/** A page with the values of a sample, and one's own in their place. */
export interface PreviewWish {
  document: TemplateDocument;
  sample: Sample;
  values: CertificateValues;
}

/** @returns the page as the server draws it, as a picture or as the PDF */
export async function drawPreview(
  { document, sample, values }: PreviewWish,
  { as, signal }: { as: "svg" | "pdf"; signal: AbortSignal },
): Promise<{ page: Blob } | Refusal> {
  const query = new URLSearchParams({ as, sample });
  const outcome = await ask(`/api/v1/templates/preview?${query}`, json("POST", { document, values }), signal);
  if (!("answer" in outcome)) return outcome;
  return await outcome.answer.blob().then(
    (page) => ({ page }),
    () => ({ lost: true as const }),
  );
}

export interface Judged {
  faults: Fault[];
  /** With which it is drawn. */
  values: CertificateValues;
}

/** What would keep a certificate with these values from being issued. */
export async function judgePreview(wish: PreviewWish, signal: AbortSignal): Promise<Judged | Refusal> {
  const outcome = await ask("/api/v1/templates/faults", json("POST", wish), signal);
  if (!("answer" in outcome)) return outcome;
  const read = (await outcome.answer.json().catch(() => undefined)) as Judged | undefined;
  return read ?? { lost: true };
}
