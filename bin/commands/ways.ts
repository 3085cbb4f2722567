/** How the command line asks those whom a certificate of another system names: over TLS, nobody of a network of our own, bounded. */
import { Resolver } from "node:dns/promises";
import type { Ways } from "#lib/credentials/elsewhere/asker.ts";
import { guardedFetch } from "#lib/infra/http/guarded-fetch.ts";

const RESOLVER_TIMEOUT_MS = 3_000;
const RESOLVER_TRIES = 2;
const RECORDS_MAX = 200;
/** An assertion that was revoked is said to be so by its host in this way (Open Badges 2.0, "Revoked Assertion"). */
const GONE = 410;

export const NETWORK: Ways = {
  get: async (address) => {
    const answer = await guardedFetch(address, { allowed: [] });
    return answer.ok || answer.status === GONE ? await answer.text() : undefined;
  },
  txt: async (domain) => {
    const resolver = new Resolver({ timeout: RESOLVER_TIMEOUT_MS, tries: RESOLVER_TRIES });
    try {
      const records = await resolver.resolveTxt(domain);
      return records.slice(0, RECORDS_MAX).map((strings) => strings.join(""));
    } catch (error) {
      // A domain without such a record has answered.
      return ["ENODATA", "ENOTFOUND"].includes((error as NodeJS.ErrnoException).code ?? "") ? [] : undefined;
    }
  },
};
