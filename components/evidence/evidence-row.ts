/** A row of the evidence list, as its loader gives it. */
import type { EvidenceState } from "#lib/features/evidence/types.ts";

export interface Who {
  kind: "user" | "api-key";
  /** undefined when the user or key is no longer known. */
  name?: string;
}

export interface EvidenceRow {
  id: string;
  name: string;
  type: "file" | "digest";
  /** Hex. */
  sha256: string;
  /** Bytes; undefined when only a digest was stated. */
  size?: number | undefined;
  state: EvidenceState;
  receivedAt: string;
  who?: Who | undefined;
}
