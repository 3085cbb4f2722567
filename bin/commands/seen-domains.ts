/**
 * Domains of an issuer, seen by who asks: its host is a stranger's as well, and may say that any domain was proven. Each of them is asked
 * itself, as an installation does.
 */
import { isDomainName } from "#lib/credentials/did-web.ts";
import { lookAtDomain } from "#lib/features/certificates/issuers/checks.ts";
import type { ProvenDomain } from "#lib/verify/certificate/words.ts";

const LOOKS_MAX = 5;

/** Those that say so themselves; of many the first ones are asked. */
export async function seenDomains(
  claimed: readonly ProvenDomain[],
  { did, look = lookAtDomain }: { did: string; look?: typeof lookAtDomain },
): Promise<ProvenDomain[]> {
  const named = claimed.filter(({ domain }) => isDomainName(domain)).slice(0, LOOKS_MAX);
  const seen = named.map(async ({ domain, method }): Promise<ProvenDomain[]> => {
    const by = method === "dns" ? "dns" : "file";
    const outcome = await look({ domain, method: by, did });
    return outcome === "proven" ? [{ domain, method: by, seenAt: new Date().toISOString() }] : [];
  });
  return (await Promise.all(seen)).flat();
}
