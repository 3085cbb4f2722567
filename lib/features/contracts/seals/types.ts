/** Seals with which an organisation signs documents, as rows and pages have them. */
import type { HELD } from "#lib/infra/keys/held-keys.ts";
import type { SigningKind } from "#lib/pades/cms.ts";
import type { HexColor } from "#lib/pdf/trace.ts";

export const SHAPES = ["round", "oval", "square", "script"] as const;
/** How a key that is made here may sign. */
export const MADE_KINDS = [
  "ecdsa-sha256",
  "rsa-sha256",
  "ed25519",
  "sm2-sm3",
] as const satisfies readonly SigningKind[];
/** trial: certified by this installation. pkcs12: brought with its key. remote: of a signer elsewhere. certified: brought for a key made here. */
export const ORIGINS = ["trial", "pkcs12", "remote", "certified"] as const;
export const COVERS = ["file", "digest"] as const;
export const LEVELS = ["B-B", "B-T"] as const;
export const REQUEST_STATES = ["waiting", "approved", "rejected", "used", "expired"] as const;

/** By a number one of several is meant, counted from 1. */
export type Which = "first" | "last" | number;
/** Where on a document a seal is put. */
export type SealSpot =
  | { by: "nothing" }
  | { by: "field"; field: string }
  /**
   * In millimetres, of the left lower corner of the page as it is shown to that of the seal. `page` counts from 1, or from the end below 0.
   */
  | { by: "position"; page: number; x: number; y: number }
  | { by: "keyword"; keyword: string; which: Which };
/** As whoever uses it states it; `edges`: across the edges of all pages as well. */
export type StatedPlace = SealSpot & { edges: boolean };

export const SEALS_MAX = 200;
export const GRANTS_MAX = 200;
/** As names of certificates have it (RFC 5280, appendix A.1). */
export const SUBJECT_CHARS_MAX = 64;
export const PURPOSES_MAX = 20;
export const PURPOSE_CHARS_MAX = 100;
/** Requests that nobody decided, or that nobody used, are over by then. */
export const REQUEST_DAYS = 7;
/** A number with `sealbook.` before it names the form of what is recorded of each use. */
export const USE_STATEMENT = "sealbook.seal-use/v1";
export const USES_CHANNEL = "document_seal_use";

/** What is drawn of a seal. */
export interface SealDesign {
  shape: (typeof SHAPES)[number];
  words: string;
  /** Below the star of a round seal, in the middle of an oval one. */
  caption?: string | undefined;
  /** Digits along the foot of a ring. */
  code?: string | undefined;
  color: HexColor;
  /** In millimetres. */
  width: number;
}

export interface SealCertificate {
  /** In one harmless line each. */
  name: string;
  issuer: string;
  /** Hex. */
  serial: string;
  notBefore: Date;
  notAfter: Date;
}

export interface DocumentSeal {
  id: string;
  name: string;
  unitId: string | null;
  width: number;
  height: number;
  /** Undefined: a picture that was brought. */
  design: SealDesign | undefined;
  origin: (typeof ORIGINS)[number];
  /** Where its key is; undefined: destroyed. */
  held: (typeof HELD)[number] | undefined;
  /** Of a key that is held elsewhere: who is asked. */
  signer: string | undefined;
  signing: SigningKind;
  certificate: SealCertificate;
  fourEyes: boolean;
  /** Who, by their id, said that four eyes be set aside: so they are when somebody else says so, too. */
  aside: { by: string; at: Date } | undefined;
  purposes: string[];
  createdAt: Date;
  revokedAt: Date | undefined;
  revokedWhy: string | undefined;
  /** Whether whoever asks may use it. */
  mayUse: boolean;
}

/** A person or a key, with the name that they have now. */
export interface Party {
  kind: "user" | "api-key";
  id: string;
  name: string;
}

export interface SealGrant {
  party: Party;
  /** None: all of the seal's. */
  purposes: string[];
}

export interface SealRequest {
  id: string;
  sealId: string;
  asker: Party;
  purpose: string;
  document: string;
  covers: (typeof COVERS)[number];
  /** Hex. */
  digest: string;
  /** Where the seal goes; undefined: wherever whoever uses the approval puts it. */
  place: StatedPlace | undefined;
  askedAt: Date;
  state: (typeof REQUEST_STATES)[number];
  decidedAt: Date | undefined;
  decidedBy: string | undefined;
}

/** A request as whoever looks at it is shown it. */
export interface ShownRequest extends SealRequest {
  seal: { name: string; isRevoked: boolean };
  /** They asked for it, or a key that they made did: they do not decide. */
  isOwn: boolean;
  /** They asked for it themselves: they use what is approved. */
  isAsker: boolean;
}

export interface SealUse {
  id: string;
  number: number;
  by: Party;
  purpose: string;
  document: string;
  /** Hex. */
  digest: string;
  at: Date;
  /** unfinished: its key was asked for, and no signature left. */
  state: "unfinished" | "signed" | "stamped";
  requestId: string | undefined;
  evidenceId: string | undefined;
}
