/** What a record of version 2 states beyond what all do, as rows of a table at a terminal. */
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { claimRows, fieldRows } from "#lib/verify/claim-words.ts";

export function claimLines({ claim, details }: Facts, say: Say): [string, string][] {
  const words: Parameters<typeof claimRows>[1] = (key, values) => say(`/claim.${key}`, values);
  const rows = [...(claim ? claimRows(claim, words) : []), ...fieldRows({ fields: details?.fields, claim }, words)];
  return rows.map(({ term, value }) => [plain(term), plain(value)]);
}
