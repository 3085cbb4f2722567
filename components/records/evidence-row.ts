/** A row of the evidence list, as its loader gives it. */
import type { OwnField } from "#lib/core/claim/own-fields.ts";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";

export type Who =
  | {
      kind: "user" | "api-key";
      /** undefined when the user or key is no longer known. */
      name?: string;
    }
  /** The private details, which say who it was, are not those of the record, or are written in a form unknown here. */
  | { kind: "altered" }
  | { kind: "unreadable" }
  | { kind: "erased" };

export interface EvidenceRow {
  id: string;
  name: string;
  type: "file" | "digest";
  /** Hex. */
  sha256: string;
  /** Bytes; undefined when only a digest was stated. */
  size?: number | undefined;
  state: EvidenceState;
  /** What others have signed about it since. */
  witnessed: boolean;
  timestamped: boolean;
  receivedAt: string;
  who: Who;
  /** A value for each own field that has a column, or none. */
  own: readonly (OwnField | null)[];
  tags: readonly string[];
  /** Of a bundle that was looked for by a digest: its file. */
  file?: { place: number; name: string };
  /** Id of the unit that it belongs to; absent: the organisation itself. */
  unit?: string | undefined;
}
