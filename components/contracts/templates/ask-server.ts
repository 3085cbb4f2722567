/** What the pages of templates and contracts ask of the server. Never rejects: what went wrong is an outcome. */
import { type Problem, parseProblem } from "#components/intake/problem.ts";
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";

/** A large PDF over a slow line. */
const WAIT_MS = 120_000;
const PLACE = "/api/v1/contracts";

/** In the reader's language; an empty text: no answer came. */
export type Refusal = { refused: string; code: string };

export const isRefusal = (outcome: object): outcome is Refusal => "refused" in outcome;

async function ask(path: string, init: RequestInit, signal?: AbortSignal): Promise<{ answer: Response } | Refusal> {
  const timeout = AbortSignal.timeout(WAIT_MS);
  try {
    const answer = await fetch(`${PLACE}/${path}`, {
      ...init,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (answer.ok) return { answer };
    const { code, title, detail }: Problem = parseProblem(answer.status, await answer.text());
    return { refused: detail || title, code };
  } catch {
    return { refused: "", code: "" };
  }
}

async function askFor<Answer>(path: string, init: RequestInit, signal?: AbortSignal): Promise<Answer | Refusal> {
  const outcome = await ask(path, init, signal);
  if (!("answer" in outcome)) return outcome;
  return (await outcome.answer.json().catch(() => ({ refused: "", code: "" }))) as Answer | Refusal;
}

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

export async function createTemplate(
  name: string,
  document: ContractTemplateDocument,
): Promise<{ id: string } | Refusal> {
  return await askFor("templates", json("POST", { name, document }));
}

export async function addPdf(file: Blob): Promise<{ sha256: string; pages: [number, number][] } | Refusal> {
  return await askFor("templates/pdfs", { method: "POST", headers: { "content-type": "application/pdf" }, body: file });
}

/** @param saved basis: the digest of what this browser saw last; another one there now is another person's work */
export async function saveTemplate(
  id: string,
  saved: { name: string; document: ContractTemplateDocument; basis: string },
): Promise<{ number: number; sha256: string } | Refusal> {
  return await askFor(`templates/${id}`, json("PUT", saved));
}

/** The contract as it would be composed, as a PDF. */
export async function drawContract(
  wish: { document: ContractTemplateDocument; values: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<{ pdf: Uint8Array } | Refusal> {
  const outcome = await ask("templates/preview", json("POST", wish), signal);
  if (!("answer" in outcome)) return outcome;
  return await outcome.answer.arrayBuffer().then(
    (bytes) => ({ pdf: new Uint8Array(bytes) }),
    () => ({ refused: "", code: "" }),
  );
}

export async function composeContract(
  template: string,
  stated: { version: number; values: Readonly<Record<string, string>>; unit?: string },
): Promise<{ number: string } | Refusal> {
  return await askFor(`templates/${template}/compose`, json("POST", stated));
}
