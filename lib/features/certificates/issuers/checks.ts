/** Whether a domain says that it is an issuer's. Each way of not saying it has its own name. */
import { Resolver } from "node:dns/promises";
import { env } from "#lib/env.ts";
import { guardedFetch } from "#lib/infra/http/guarded-fetch.ts";
import { namesIssuer } from "#lib/verify/certificate/seen-domains.ts";
import { DOMAIN_FILE_PATH, type DomainMethod, type DomainOutcome, TXT_LABEL } from "./types.ts";

const RESOLVER_TIMEOUT_MS = 3_000;
const RESOLVER_TRIES = 2;
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

type Named = { domain: string; method: DomainMethod };

/** Asks the domain. Never throws: that nobody could be asked is an outcome. */
export async function lookAtDomain(
  { domain, method, did }: Named & { did: string },
  places: Places = NETWORK,
): Promise<DomainOutcome> {
  const said = await askDomain({ domain, method }, places);
  if ("outcome" in said) return said.outcome;
  if (namesIssuer(said.statements, { did, method })) return "proven";
  return method === "dns" ? "record_wrong" : "file_wrong";
}

/** What a domain says of itself: its records, a line each, or its file; `outcome`: why it says nothing. Never throws. */
export async function askDomain(
  { domain, method }: Named,
  places: Places = NETWORK,
): Promise<{ statements: string } | { outcome: DomainOutcome }> {
  return method === "dns" ? await askRecord(domain, places) : await askFile(domain, places);
}

async function askRecord(domain: string, { dnsServers }: Places): ReturnType<typeof askDomain> {
  const resolver = new Resolver({ timeout: RESOLVER_TIMEOUT_MS, tries: RESOLVER_TRIES });
  if (dnsServers.length > 0) resolver.setServers(dnsServers);
  try {
    const records = await resolver.resolveTxt(`${TXT_LABEL}.${domain}`);
    // A long text comes in several strings, which are one: RFC 7208 section 3.3 and everybody since.
    return { statements: records.map((strings) => strings.join("").replaceAll("\n", " ")).join("\n") };
  } catch (error) {
    const isAbsent = ABSENT.has((error as NodeJS.ErrnoException).code ?? "");
    return { outcome: isAbsent ? "record_missing" : "resolver_unreachable" };
  }
}

async function askFile(domain: string, { fileOf, allowed }: Places): ReturnType<typeof askDomain> {
  try {
    const response = await guardedFetch(fileOf(domain), { allowed });
    // Led elsewhere, another host would speak for this one.
    if (response.status >= REDIRECTED && response.status <= NOT_HERE_MAX) return { outcome: "file_missing" };
    if (response.status !== OK) return { outcome: "host_unreachable" };
    return { statements: await response.text() };
  } catch {
    return { outcome: "host_unreachable" };
  }
}
