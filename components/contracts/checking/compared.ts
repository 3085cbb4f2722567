/** A file's digest, held against the documents of a contract. */
import type { CheckedContract, Compared } from "#lib/features/contracts/checking/types.ts";

/** @param digest hex */
export function compareDigest(digest: string, { document, signings }: CheckedContract): Compared {
  for (const { state, completed, versions } of signings) {
    if (completed?.sha256 === digest) return { is: "completed" };
    const found = versions.find(({ sha256 }) => sha256 === digest);
    // Completed already, and not recorded yet.
    if (found && state === "completed" && found === versions.at(-1)) return { is: "completed" };
    if (found) return { is: "version", signatures: found.signatures, state };
  }
  return { is: document.sha256 === digest ? "composed" : "other" };
}
