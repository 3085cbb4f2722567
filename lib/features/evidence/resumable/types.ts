import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { ErrorCode } from "#lib/words/errors.ts";

/** What the record will say, and what the client says that the digest is; digests in hex. */
export interface AnnouncedUpload {
  name: string;
  mediaType?: string | undefined;
  fields?: OwnFields | undefined;
  /** The same for all that was chosen together. */
  upload?: string | undefined;
  /** Id of the unit that it is to belong to. */
  unit?: string | undefined;
  sha256?: string | undefined;
  sha512?: string | undefined;
}

export interface ResumableUpload {
  id: string;
  organisationId: OrganisationId;
  /** Of all of it, in bytes. */
  size: number;
  /** Bytes that have arrived. */
  offset: number;
  announced: AnnouncedUpload;
  /** When nothing is left of it unless something more arrives. */
  expiresAt: Date;
  /** What became of it. */
  evidenceId: string | undefined;
  refusal: { code: ErrorCode; details: Record<string, string | number> } | undefined;
}

/** arriving: pieces are missing. arrived: all are there, and it is to be recorded. refused: it was not, and nothing is left of it. */
export const UPLOAD_STATES = ["arriving", "arrived", "recorded", "refused"] as const;

const DAY_MS = 24 * 60 * 60 * 1_000;
/** After the last piece, or after it was recorded. */
export const KEPT_MS: number = 7 * DAY_MS;
/** That one user or key has under way, and all of an organisation. */
export const UPLOADS_PER_ACTOR_MAX = 100;
export const UPLOADS_PER_ORGANISATION_MAX = 1_000;
