/**
 * The issuer's keys, by its DID document and their history: which signed, from when until when, and since when one counts for nothing.
 * Both come from the issuer's host, and say what that says.
 */
import {
  type DidKey,
  type HistoryKey,
  readDidDocument,
  readKeyHistory,
  type SealPolicy,
} from "#lib/credentials/did-web.ts";

export type IssuerKey = DidKey & Partial<HistoryKey>;

export type IssuerKeys = {
  did: string;
  keys: ReadonlyMap<string, IssuerKey>;
  /** Whether the history was had: without it nobody can say that no key was compromised. */
  hasHistory: boolean;
  policies: readonly SealPolicy[];
  /** Domains that the document calls the issuer's own. */
  named: readonly string[];
};

export type KeysFinding = IssuerKeys | "document_missing" | "document_malformed";

/** The keys of one issuer; of a document or a history that is another issuer's, or is not in its one form, none. */
export function issuerKeys(
  did: string,
  sources: { document?: string | undefined; history?: string | undefined },
): KeysFinding {
  if (sources.document === undefined) return "document_missing";
  const document = readDidDocument(sources.document, did);
  if (document === undefined) return "document_malformed";
  const history = sources.history === undefined ? undefined : readKeyHistory(sources.history, did);
  const keys = new Map<string, IssuerKey>();
  // What is over stands in the history alone, and what the history says of a key goes with it.
  for (const key of [...document.keys, ...(history?.keys ?? [])]) keys.set(key.id, key);
  return {
    did,
    keys,
    hasHistory: history !== undefined,
    policies: history?.seal?.policies ?? [],
    named: document.named,
  };
}
