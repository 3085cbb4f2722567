/** What a kind of claim is to the rest of the program. */
import { DIGEST_BYTES } from "../../text/bytes.ts";
import { isBase64Of } from "../../text/json-fields.ts";
import type { Digests } from "../digests.ts";

/** Another record on which this one rests, by the base64 SHA-256 of its bytes, and as what. */
export type Parent = { role: string; record: string };

/** What a record claims, without who recorded it when. */
export type Claim = {
  kind: string;
  /** Of the claim's content: a file, the data of an event, the text of a status. */
  digests: Digests;
  /** Bytes of the content, where they are known. */
  size?: number;
  /** At most 16, none twice. */
  parents?: Parent[];
  /** Who publishes itself as the issuer: its entry names it, too. */
  issuer?: string;
  /** Base64, blinded: the record that this one is about; as in its entry. */
  subject?: string;
  /** What the kind has of its own. */
  claim?: { [member: string]: unknown };
};

/** Names of what a kind states of its own; every reader of a verification has words for each. */
export const CLAIM_FACTS = ["after", "count", "files", "root", "status", "subject", "type"] as const;
export type ClaimFactName = (typeof CLAIM_FACTS)[number];
export type ClaimFact = { name: ClaimFactName; value: string };

export type Kind = {
  /** Members of `claim` that it knows; others are carried and say nothing here. */
  members: readonly string[];
  /** Whether what it knows is there, each in its one form. */
  holds: (claim: Claim) => boolean;
  /** What it states, of a claim that holds. */
  facts: (claim: Claim) => ClaimFact[];
};

/** A kind without fields of its own: its area has defined none yet. */
export const PLAIN: Kind = { members: [], holds: () => true, facts: () => [] };

/** The parents of a claim in one role. */
export function parentsAs({ parents = [] }: Claim, role: string): string[] {
  return parents.filter((parent) => parent.role === role).map(({ record }) => record);
}

export const isHash = (value: unknown): value is string => isBase64Of(value, DIGEST_BYTES);
