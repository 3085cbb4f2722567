/**
 * Domains of an issuer, seen by who asks: its host is a stranger's as well, and may say that any domain was proven. Each of them is asked
 * itself, as an installation does.
 */
import { isDomainName } from "#lib/credentials/did-web.ts";
import type { ProvenDomain } from "./words.ts";

const LOOKS_MAX = 5;
/** More records or lines than anybody has. */
const STATEMENTS_MAX = 200;

/** `method`: where it says whose it is, in a TXT record or in a file that it serves. */
export type NamedDomain = { domain: string; method: "dns" | "file"; did: string };

/** Those that say so themselves; of many the first ones are asked. @param how.look whether a domain says that it is the issuer's */
export async function seenDomains(
  claimed: readonly ProvenDomain[],
  { did, look }: { did: string; look: (named: NamedDomain) => Promise<boolean> },
): Promise<ProvenDomain[]> {
  const named = claimed.filter(({ domain }) => isDomainName(domain)).slice(0, LOOKS_MAX);
  const seen = named.map(async ({ domain, method }): Promise<ProvenDomain[]> => {
    const by = method === "dns" ? "dns" : "file";
    const isProven = await look({ domain, method: by, did });
    return isProven ? [{ domain, method: by, seenAt: new Date().toISOString() }] : [];
  });
  return (await Promise.all(seen)).flat();
}

/** Whether a domain's records, a line each, or its file name the issuer. */
export function namesIssuer(statements: string, { did, method }: Omit<NamedDomain, "domain">): boolean {
  const lines = statements.split("\n", STATEMENTS_MAX).map((line) => line.trim());
  return lines.includes(method === "dns" ? `did=${did}` : did);
}
