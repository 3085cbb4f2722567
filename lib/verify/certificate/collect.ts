/**
 * What a verdict needs of the network, fetched: the issuer's document, history and proven domains, the status list that the credential names,
 * and what the ledger has about it. Whoever asks brings the way to ask (the page its own site, the command line a guarded one), and every
 * answer is as much believed as what is signed in it.
 */
import { isDidWeb } from "#lib/core/certificate/did.ts";
import { statusSubject } from "#lib/core/certificate/status.ts";
import { fromBase64, sha256, toHex } from "#lib/core/text/bytes.ts";
import type { OpenedCertificate } from "./opened.ts";
import { readCredentials } from "./read.ts";
import type { Sources, StatusEntry } from "./sources.ts";
import type { ProvenDomain } from "./words.ts";

/** Bytes of an answer that is taken: a status list of 131,072 entries, however full; receipts of a certificate's whole life. */
export const ANSWER_BYTES_MAX: number = 512 * 1024;
const DOMAINS_MAX = 20;
const ENTRIES_MAX = 200;

/** The text at an address; undefined where there is none, or nobody answers. Rejects never. */
export type Get = (address: string) => Promise<string | undefined>;

export async function collectSources(opened: OpenedCertificate, get: Get): Promise<Sources> {
  const { base, list } = issuerPlace(opened) ?? {};
  if (base === undefined) return {};
  const entries = entriesAddress(opened);
  const [document, history, profile, statusList, statuses] = await Promise.all([
    get(`${base}/did.json`),
    get(`${base}/keys.json`),
    get(`${base}/profile.json`),
    // A list of somebody else's says nothing, and an address in a stranger's file is nothing to be led by.
    list?.startsWith(`${base}/`) ? get(list) : undefined,
    entries && get(entries),
  ]);
  return { document, history, domains: domainsOf(profile), statusList, statuses: entriesOf(statuses) };
}

/** Who is said to have issued it, where their files lie, and where the list is that it names. */
export function issuerPlace(opened: OpenedCertificate): { did: string; base: string; list?: string } | undefined {
  const [credential] = readCredentials(opened);
  const did = credential?.did ?? opened.receipt?.certificate?.statement.issuer;
  const base = baseOf(did);
  const list = credential?.status?.address;
  return did === undefined || base === undefined ? undefined : { did, base, ...(list === undefined ? {} : { list }) };
}

/** Where an issuer's files lie; plain HTTP is for this machine alone. @param did did:web with a path, as issuers of ours have */
export function baseOf(did: string | undefined): string | undefined {
  if (!isDidWeb(did)) return undefined;
  const [host = "", ...path] = did.slice("did:web:".length).split(":");
  return path.length === 0 ? undefined : `${schemeOf(host)}://${host.replace("%3A", ":")}/${path.join("/")}`;
}

function schemeOf(host: string): "http" | "https" {
  return /^(?:localhost|127\.0\.0\.1)(?:%3A|:|$)/.test(host) ? "http" : "https";
}

/** The leaf's digest shows that whoever asks holds the receipt: others are told nothing but that there are entries. */
function entriesAddress({ receipt }: OpenedCertificate): string | undefined {
  const origin = receipt?.opened.parts?.key?.name;
  const certificate = receipt?.certificate;
  const [, host, name] = /^([a-z0-9.-]+(?::[0-9]{1,5})?)\/ledger\/([a-z0-9][a-z0-9-]{0,62})$/.exec(origin ?? "") ?? [];
  if (certificate === undefined || host === undefined) return undefined;
  const subject = toHex(fromBase64(statusSubject(certificate.bytes)) ?? new Uint8Array());
  const leaf = toHex(sha256(certificate.bytes));
  return `${schemeOf(host)}://${host}/api/v1/ledgers/${name}/subjects/${subject}?leaf=${leaf}`;
}

function domainsOf(text: string | undefined): ProvenDomain[] | undefined {
  const { domains } = objectOf(text) ?? {};
  if (!Array.isArray(domains)) return undefined;
  return domains.slice(0, DOMAINS_MAX).flatMap((each) => {
    const { domain, method, seenAt } = asObject(each) ?? {};
    if (typeof domain !== "string" || typeof method !== "string") return [];
    return [{ domain, method, ...(typeof seenAt === "string" ? { seenAt } : {}) }];
  });
}

/**
 * An answer in another form is none. What comes without a receipt shows nothing, and is passed over: anybody may have had something recorded
 * about the same subject, and what the issuer stated comes with its receipt.
 */
export function entriesOf(text: string | undefined): StatusEntry[] | undefined {
  const { items } = objectOf(text) ?? {};
  if (!Array.isArray(items) || items.length > ENTRIES_MAX) return undefined;
  const entries = items.flatMap((each) => {
    const { index, statement, receipt } = asObject(each) ?? {};
    if (!Number.isSafeInteger(index) || typeof receipt !== "string") return [];
    return [{ index: Number(index), receipt, ...(typeof statement === "string" ? { statement } : {}) }];
  });
  return entries;
}

function objectOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    return text === undefined ? undefined : asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
