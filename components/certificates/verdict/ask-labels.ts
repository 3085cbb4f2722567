/** What a certificate's fields are called, asked of this site: the credential itself has names for programs alone. */
import { readPredicateName } from "#lib/credentials/predicates.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import type { Labels } from "./labels.ts";

/** No verdict waits longer for words. */
const TIMEOUT_MS = 2_000;

/** @returns by field, in the reader's language and the template's order; none for what this site did not issue, or when it does not answer */
export async function askLabels({ id, shown }: CertificateVerification): Promise<Labels> {
  const { fields = [], predicates = [] } = shown ?? {};
  const names = [
    ...fields.map(({ name }) => name),
    ...predicates.flatMap(({ name }) => readPredicateName(name)?.field ?? []),
  ];
  if (id === undefined || names.length === 0) return {};
  try {
    const query = new URLSearchParams({ names: [...new Set(names)].join(",") });
    const response = await fetch(`/v/${encodeURIComponent(id)}/labels?${query}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      credentials: "omit",
    });
    return response.ok ? ((await response.json()) as { labels: Labels }).labels : {};
  } catch {
    return {};
  }
}
