/** What a thread is told that makes certificates, and what it answers: plain objects, as messages carry them. */
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";

/** The same for all certificates of a batch. Secret keys go to threads of this process and nowhere else. */
export interface MakingContext {
  /** The batch's id. */
  batch: string;
  template: { id: string; version: number; document: TemplateDocument };
  /** Of the template, by the hex digest of each. */
  pictures: ReadonlyMap<string, Uint8Array>;
  issuer: { did: string; slug: string; name: string; url?: string };
  ed25519: { verificationMethod: string; secretKey: Uint8Array };
  p256: { kid: string; secretKey: Uint8Array };
  /** Of the installation, without a slash at the end. */
  publicUrl: string;
  /** RFC 3339, milliseconds. */
  issuedAt: string;
  validUntil?: string;
}

export interface ToMake {
  number: number;
  certificateId: string;
  holderName: string;
  values: Record<string, string>;
  statusList: number;
  statusIndex: number;
}

export interface Made {
  number: number;
  certificateId: string;
  /** sealbook.certificate/v1 */
  leaf: string;
  leafHash: Uint8Array;
  credential: string;
  sdJwt: string;
  /** The PDF as designed, and its SHA-256. */
  pages: Uint8Array;
  pagesSha256: Uint8Array;
}

/** `open` begins a batch; every other one that is open is forgotten. */
export type Order = { open: MakingContext } | { make: ToMake };
export type Outcome = { made: Made } | { failed: string };
