/** The answers of the API, read without trusting that what answered was the API. */

const TEXT_CHARS_MAX = 2_000;

/** What an RFC 9457 problem document says, already in the reader's language. */
export interface Problem {
  status: number;
  /** Stable code of the API; empty when something else answered (a proxy, a captive portal). */
  code: string;
  title: string;
  detail: string;
}

/** A recorded piece of evidence, as far as these pages use it. */
export interface RecordedEvidence {
  id: string;
  name: string;
  sha256: string;
  state: "recorded" | "anchored";
  receivedAt: string;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, TEXT_CHARS_MAX) : "";
}

/** @returns a problem with empty texts when the body is not a problem document. */
export function parseProblem(status: number, body: string): Problem {
  const object = parseObject(body);
  return { status, code: textOf(object?.code), title: textOf(object?.title), detail: textOf(object?.detail) };
}

/** @returns undefined when the body is not evidence as `GET /api/v1/evidence/{id}` answers it. */
export function parseEvidence(body: string): RecordedEvidence | undefined {
  const object = parseObject(body);
  if (!object) return undefined;
  const { id, name, sha256, state, receivedAt } = object;
  if (typeof id !== "string" || typeof name !== "string" || typeof sha256 !== "string") return undefined;
  if ((state !== "recorded" && state !== "anchored") || typeof receivedAt !== "string") return undefined;
  return { id, name, sha256, state, receivedAt };
}
