/** Batches of certificates, and what becomes of them. */
import type { AskedField } from "./schema/draft.ts";

export const BATCH_STATES = [
  "drafts",
  "submitted",
  "rejected",
  "approved",
  "issuing",
  "paused",
  "sealing",
  "issued",
  "cancelled",
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** Certificates of one batch: its tree, its table and its review stay within what a person can look through. */
export const BATCH_SIZE_MAX = 100_000;
/** Drafts handed in at once. */
export const DRAFTS_PER_REQUEST_MAX = 1_000;
export const BATCH_NAME_CHARS_MAX = 200;
export const REASON_CHARS_MAX = 500;
/** The worker, and whoever waits for a certificate, are told here of a batch by its id. */
export const BATCH_CHANNEL = "certificate_batch";

/** In these it is being worked on, without anybody's doing. */
export const WORKING_STATES = ["approved", "issuing", "sealing"] as const satisfies readonly BatchState[];
/** From these it can be called off. */
export const OPEN_STATES = [
  "drafts",
  "submitted",
  "rejected",
  "approved",
  "issuing",
  "paused",
  "sealing",
] as const satisfies readonly BatchState[];

/** Of somebody who did something: their name today. */
export interface BatchActor {
  kind: "user" | "api-key";
  id: string;
  name?: string;
}

export interface BatchSummary {
  id: string;
  name: string;
  state: BatchState;
  template: { id: string; version: number; name: string };
  /** How many certificates it has, and how many of them are drawn and signed. */
  size: number;
  made: number;
  createdAt: string;
  issuedAt?: string;
  /** Of all its certificates; absent: for ever. */
  validUntil?: string;
  /** Why it stands still; a code of errors. */
  failure?: string;
  /** Id of the unit that it belongs to; absent: the organisation itself. */
  unit?: string;
}

export interface Batch extends BatchSummary {
  issuerId: string;
  createdBy: BatchActor;
  submittedBy?: BatchActor;
  /** When it last asked for approval. */
  submittedAt?: string;
  approvedBy?: BatchActor;
  rejection?: string;
  /** It waits for the seal of this key, base64. */
  sealKey?: string;
  sealed: boolean;
  /** sealbook.batch/v1. */
  statement?: string;
  evidenceId?: string;
  /** It can be called off no more: its record may be in the ledger. */
  final: boolean;
}

export interface StoredDraft {
  number: number;
  line?: number;
  holderName: string;
  email?: string;
  values: Record<string, string>;
  certificateId: string;
  replaces?: string;
}

/** What an organisation asks for before it issues. */
export interface IssuingRules {
  /** Who asked for a batch does not approve it. */
  fourEyes: boolean;
  /** Base64: every batch needs the seal of this key. */
  sealKey?: string;
}

/** A template that certificates can be issued from: its newest published version. */
export interface IssuableTemplate {
  id: string;
  name: string;
  version: number;
  fields: AskedField[];
  /** For how long its certificates are valid unless somebody says otherwise; absent: for ever. */
  months?: number;
}

/** How a certificate stands today; by its dates or by what its issuer did with it. */
export const CERTIFICATE_FILTER_STATES = ["valid", "suspended", "superseded", "revoked", "expired"] as const;
export type CertificateFilterState = (typeof CERTIFICATE_FILTER_STATES)[number];

export interface CertificateFilter {
  state?: CertificateFilterState | undefined;
  batch?: string | undefined;
  template?: string | undefined;
  /** Part of the holder's name, in any case. */
  name?: string | undefined;
  /** The whole address, in any case. */
  email?: string | undefined;
  /** Issued at this time or later, and before that one. */
  from?: Date | undefined;
  to?: Date | undefined;
  ids?: readonly string[] | undefined;
  /** Of this unit and those below it. */
  unit?: string | undefined;
}

export interface CertificateSummary {
  id: string;
  batchId: string;
  template: { id: string; version: number; name: string };
  holderName: string;
  email?: string;
  state: CertificateFilterState;
  issuedAt: string;
  validUntil?: string;
  /** As of its batch. */
  unit?: string;
}

export interface IssuedCertificate extends CertificateSummary {
  values: Record<string, string>;
  /** In its batch's tree, from 0. */
  leafIndex: number;
  /** The certificate that it takes the place of. */
  replaces?: string;
  evidenceId?: string;
}

/** Points at which tests kill the process: each names what has just become true. */
export type IssuingStep = "begun" | "made" | "kept" | "closed" | "marked" | "recorded" | "issued";

export interface Advancing {
  signal?: AbortSignal | undefined;
  onStep?: ((step: IssuingStep) => void) | undefined;
}
