/** What a party's page asks of the server. Never rejects: what went wrong is an outcome. */
import { parseProblem } from "#components/intake/problem.ts";

/** A large document over a slow line. */
const WAIT_MS = 180_000;

/** `detail` in the reader's language, empty where no answer came; `field`: by its name in the document. */
export interface Refusal {
  code: string;
  detail: string;
  field: string | undefined;
}

const placeOf = (token: string): string => `/api/v1/contracts/signing/${encodeURIComponent(token)}`;
const NOTHING: Refusal = { code: "", detail: "", field: undefined };

/** A step that is taken; undefined: it was. */
export async function take(token: string, step: string, body: unknown = {}): Promise<Refusal | undefined> {
  try {
    const answer = await fetch(`${placeOf(token)}/${step}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    return answer.ok ? undefined : refusalOf(answer.status, await answer.text());
  } catch {
    return NOTHING;
  }
}

export const documentAddress = (token: string): string => `${placeOf(token)}/document`;
export const certificateAddress = (token: string): string => `${placeOf(token)}/certificate`;

/** The document as it stands. */
export async function readDocument(token: string): Promise<{ pdf: Uint8Array } | { refusal: Refusal }> {
  try {
    const answer = await fetch(documentAddress(token), { signal: AbortSignal.timeout(WAIT_MS) });
    if (!answer.ok) return { refusal: refusalOf(answer.status, await answer.text()) };
    return { pdf: new Uint8Array(await answer.arrayBuffer()) };
  } catch {
    return { refusal: NOTHING };
  }
}

function refusalOf(status: number, text: string): Refusal {
  const { code, title, detail } = parseProblem(status, text);
  return { code, detail: detail || title, field: fieldOf(text) };
}

function fieldOf(text: string): string | undefined {
  try {
    const { field } = JSON.parse(text) as { field?: unknown };
    return typeof field === "string" ? field : undefined;
  } catch {
    return undefined;
  }
}
