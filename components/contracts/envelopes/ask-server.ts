/** What the form of a new contract asks of the server. Never rejects: what went wrong is an outcome. */
import { parseProblem } from "#components/intake/problem.ts";
import type { Party } from "#lib/features/contracts/envelopes/types.ts";
import type { FormField } from "#lib/pades/form-fields.ts";

/** A large document over a slow line. */
const WAIT_MS = 120_000;

export interface NewEnvelope {
  title: string;
  /** Id of the record of the PDF. */
  document: string;
  unit?: string;
  parties: readonly Pick<Party, "name" | "role" | "person">[];
  fields: readonly FormField[];
  inOrder: boolean;
  expiresAt: string;
}

/** `refused`: in the reader's language; empty: no answer came. */
export async function createEnvelope(envelope: NewEnvelope): Promise<{ id: string } | { refused: string }> {
  try {
    const answer = await fetch("/api/v1/contracts/envelopes", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(envelope),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (answer.ok) return (await answer.json()) as { id: string };
    const { title, detail } = parseProblem(answer.status, await answer.text());
    return { refused: detail || title };
  } catch {
    return { refused: "" };
  }
}
