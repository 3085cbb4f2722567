/** What the desk asks of the server. Never rejects: what went wrong is an outcome. */
import { parseProblem } from "#components/intake/problem.ts";
import type { StatedPlace } from "#lib/features/contracts/seals/types.ts";

/** A large document over a slow line. */
const WAIT_MS = 180_000;

/** In the reader's language; nothing: no answer came. */
export type Refusal = { refused: string };

export interface Wanted {
  seal: string;
  purpose: string;
  document: string;
  /** Hex. */
  digest: string;
  place: StatedPlace;
}

async function ask(path: string, init: RequestInit): Promise<{ answer: Response } | Refusal> {
  try {
    const answer = await fetch(`/api/v1/seals/${path}`, { ...init, signal: AbortSignal.timeout(WAIT_MS) });
    if (answer.ok) return { answer };
    const { title, detail } = parseProblem(answer.status, await answer.text());
    return { refused: detail || title };
  } catch {
    return { refused: "" };
  }
}

const pdfOf = (body: Blob): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/pdf" },
  body,
});

/** The sealed document. @param more the approved request, where there is one; what the signature says of why */
export async function sealFile(
  file: Blob,
  { seal, purpose, document, place }: Wanted,
  more: { request?: string | undefined; reason?: string | undefined },
): Promise<{ sealed: Blob } | Refusal> {
  const { by: _, ...where } = place;
  const said = Object.entries({ purpose, document, ...more, ...where }).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(said.map(([name, value]) => [name, String(value)]));
  const outcome = await ask(`${seal}/seal?${query}`, pdfOf(file));
  if (!("answer" in outcome)) return outcome;
  return await outcome.answer.blob().then(
    (sealed) => ({ sealed }),
    () => ({ refused: "" }),
  );
}

/** A second person is asked. */
export async function askForApproval({ seal, ...stated }: Wanted): Promise<{ id: string } | Refusal> {
  const outcome = await ask(`${seal}/requests`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...stated, covers: "file" }),
  });
  if (!("answer" in outcome)) return outcome;
  const read = (await outcome.answer.json().catch(() => undefined)) as { id?: unknown } | undefined;
  return typeof read?.id === "string" ? { id: read.id } : { refused: "" };
}

export interface FoundWords {
  page: number;
  before: string;
  words: string;
  after: string;
}

/** Where words stand on the pages. */
export async function findWords(
  file: Blob,
  { seal, keyword }: { seal: string; keyword: string },
): Promise<{ found: FoundWords[]; more: boolean } | Refusal> {
  const outcome = await ask(`${seal}/places?${new URLSearchParams({ keyword })}`, pdfOf(file));
  if (!("answer" in outcome)) return outcome;
  const read = (await outcome.answer.json().catch(() => undefined)) as
    | { items?: FoundWords[]; more?: boolean }
    | undefined;
  return Array.isArray(read?.items) ? { found: read.items, more: read.more === true } : { refused: "" };
}
