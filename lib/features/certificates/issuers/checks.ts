/** Whether a domain says that it is an issuer's. Each way of not saying it has its own name. */
import { Resolver } from "node:dns/promises";
import { env } from "#lib/env.ts";
import { guardedFetch } from "#lib/infra/http/guarded-fetch.ts";
import { DOMAIN_FILE_PATH, type DomainMethod, type DomainOutcome, TXT_LABEL } from "./types.ts";

const RESOLVER_TIMEOUT_MS = 3_000;
const RESOLVER_TRIES = 2;
/** More records or lines than anybody has. */
const STATEMENTS_MAX = 200;
/** What resolvers say of a name or a record that is not there. */
const ABSENT = new Set(["ENOTFOUND", "ENODATA"]);
const NOT_HERE_MAX = 499;
const OK = 200;
const REDIRECTED = 300;

/** Whom to ask; the network, unless a test says otherwise. */
export interface Places {
  /** `ip` or `ip:port`; none: those of this machine. */
  dnsServers: readonly string[];
  /** See `guardedFetch`. */
  allowed: readonly string[];
  fileOf: (domain: string) => string;
}

const NETWORK: Places = {
  dnsServers: env.DNS_SERVERS,
  allowed: [],
  fileOf: (domain) => `https://${domain}${DOMAIN_FILE_PATH}`,
};

/** Asks the domain. Never throws: that nobody could be asked is an outcome. */
export async function lookAtDomain(
  { domain, method, did }: { domain: string; method: DomainMethod; did: string },
  places: Places = NETWORK,
): Promise<DomainOutcome> {
  return method === "dns" ? await lookAtRecord(domain, { did, places }) : await lookAtFile(domain, { did, places });
}

async function lookAtRecord(domain: string, { did, places }: { did: string; places: Places }): Promise<DomainOutcome> {
  const resolver = new Resolver({ timeout: RESOLVER_TIMEOUT_MS, tries: RESOLVER_TRIES });
  if (places.dnsServers.length > 0) resolver.setServers(places.dnsServers);
  try {
    const records = await resolver.resolveTxt(`${TXT_LABEL}.${domain}`);
    // A long text comes in several strings, which are one: RFC 7208 section 3.3 and everybody since.
    const texts = records.slice(0, STATEMENTS_MAX).map((strings) => strings.join("").trim());
    return texts.includes(`did=${did}`) ? "proven" : "record_wrong";
  } catch (error) {
    return ABSENT.has((error as NodeJS.ErrnoException).code ?? "") ? "record_missing" : "resolver_unreachable";
  }
}

async function lookAtFile(domain: string, { did, places }: { did: string; places: Places }): Promise<DomainOutcome> {
  try {
    const response = await guardedFetch(places.fileOf(domain), { allowed: places.allowed });
    // Led elsewhere, another host would speak for this one.
    if (response.status >= REDIRECTED && response.status <= NOT_HERE_MAX) return "file_missing";
    if (response.status !== OK) return "host_unreachable";
    const lines = (await response.text()).split("\n", STATEMENTS_MAX).map((line) => line.trim());
    return lines.includes(did) ? "proven" : "file_wrong";
  } catch {
    return "host_unreachable";
  }
}
