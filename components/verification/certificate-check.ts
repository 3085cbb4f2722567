/**
 * The verdict of a certificate, in the worker: loaded for certificates alone. What it needs of the network this site is asked for, and by way of it
 * others, where the reader wants them asked.
 */
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { type LedgerTrust, trustFor } from "#lib/core/verify/site-trust.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { collectSources, type Get, issuerPlace } from "#lib/verify/certificate/collect.ts";
import { joinCertificates, openCertificate } from "#lib/verify/certificate/open.ts";
import type { OpenedCertificate } from "#lib/verify/certificate/opened.ts";
import { type NamedDomain, namesIssuer, seenDomains } from "#lib/verify/certificate/seen-domains.ts";
import type { LedgerTrustOf, Sources } from "#lib/verify/certificate/sources.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import type { CertificateOutcome, CertificateToCheck } from "./worker-protocol.ts";

export async function isCertificate(bytes: Uint8Array): Promise<boolean> {
  return (await openCertificate(bytes)) !== undefined;
}

/** What is asked of others: see `POST /verify/outside`. */
export type Question = { address: string } | Pick<NamedDomain, "domain" | "method">;

/** How whoever checks asks. Each is undefined where nothing was had, and rejects never. */
export interface Network {
  /** Whether an address is of this site. */
  isHere: (address: string) => boolean;
  get: Get;
  ask: (question: Question) => Promise<string | undefined>;
  /** What this site states of its ledgers, with how large they are by now. */
  trustOfNow: (trust: readonly LedgerTrust[]) => Promise<readonly LedgerTrust[]>;
}

/** Nothing that others could say makes it better. */
const SETTLED = ["content_mismatch", "failed"];

/** @param network the offline file asks nobody, and has none */
export async function checkCertificate(
  asked: CertificateToCheck,
  network?: Network,
): Promise<CertificateOutcome | undefined> {
  const opened = await open(asked);
  if (opened === undefined) return undefined;
  const others = new Set<string>();
  const online = asked.isOnline ? network : undefined;
  const had = online ? await collect(opened, { ...online, others, outside: asked.outside }) : {};
  // Asked last: what was just had of the ledger may be newer than the page, and in a larger tree.
  const trust = "policy" in asked.trust ? asked.trust : ((await online?.trustOfNow(asked.trust)) ?? asked.trust);
  const verification = await verifyCertificate(opened, {
    sources: { ...had, ...asked.sources },
    trust: trustOf(trust),
    now: new Date(),
    ...(asked.at === undefined ? {} : { at: new Date(asked.at) }),
  });
  const isOpen = others.size > 0 && !SETTLED.includes(verification.verdict);
  return isOpen ? { ...verification, others: [...others] } : verification;
}

type Collecting = Network & { others: Set<string>; outside: boolean | undefined };

/** @param given.others gains the hosts that are not this site's */
async function collect(opened: OpenedCertificate, given: Collecting): Promise<Sources> {
  const { isHere, get, ask, others, outside } = given;
  const sources = await collectSources(opened, async (address) => {
    if (isHere(address)) return await get(address);
    others.add(new URL(address).host);
    return outside ? await ask({ address }) : undefined;
  });
  const { did, base } = issuerPlace(opened) ?? {};
  if (did === undefined || base === undefined || isHere(base) || !sources.domains?.length) return sources;
  // A stranger's host may call any domain proven: each is asked itself.
  const look = async ({ domain, method }: NamedDomain) =>
    namesIssuer((await ask({ domain, method })) ?? "", { did, method });
  return { ...sources, domains: await seenDomains(sources.domains, { did, look }) };
}

async function open({ bytes, receipt }: CertificateToCheck): Promise<OpenedCertificate | undefined> {
  const opened = await openCertificate(bytes);
  const beside = receipt && (await openCertificate(receipt));
  return opened && beside ? joinCertificates(opened, beside) : opened;
}

function trustOf(trust: CertificateToCheck["trust"]): LedgerTrustOf {
  if ("policy" in trust) {
    const { policy, authorities } = trust;
    return () => policy && { policy, authorities };
  }
  return (receipt: OpenedReceipt) => {
    const found = trustFor(receipt, trust);
    return found && { ...found, authorities: readPemCertificates(found.authorities) ?? [] };
  };
}
