/** What a verdict rests on besides what came: everything that is of the network is fetched by whoever asks, and given here as it came. */
import type { Policy } from "#lib/core/log/policy.ts";
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import type { LedgerExtent } from "#lib/core/verify/site-trust.ts";
import type { ProvenDomain } from "./words.ts";

/** Entry of the ledger about a certificate, as `GET /api/v1/ledgers/NAME/subjects/HEX` lists it. */
export type StatusEntry = { index: number; statement?: string; receipt: string };

/** Texts as they came from the network or out of a file. What is left out was not had: it could not be checked. */
export type Sources = {
  /** The issuer's DID document. */
  document?: string | undefined;
  /** The issuer's keys over time. */
  history?: string | undefined;
  /** Domains of the issuer that somebody saw proven: its host, or the reader. */
  domains?: readonly ProvenDomain[] | undefined;
  /** The status list that the credential names: a credential in JSON, or a JWT. */
  statusList?: string | undefined;
  /** What the ledger has about this certificate; empty where it has nothing. */
  statuses?: readonly StatusEntry[] | undefined;
  /** Whether those are only some of them: they can say that it is over, and not that it is in force. */
  isPartial?: boolean | undefined;
};

/** Whom the reader trusts for a receipt. */
export type LedgerTrustOf = (receipt: OpenedReceipt) =>
  | {
      policy: Policy;
      extent?: LedgerExtent | undefined;
      authorities?: readonly Uint8Array[] | undefined;
    }
  | undefined;

export type CertificateGiven = {
  sources: Sources;
  trust: LedgerTrustOf;
  /** The reader's clock: how old a status list is. */
  now: Date;
  /** A date of the reader's choice, for which the certificate is to be valid; by default now. */
  at?: Date | undefined;
};
