/** A record's page, as its loader gives it. */
import type { Evidence } from "#lib/features/evidence/types.ts";
import type { Who } from "./evidence-row.ts";

export interface RecordView extends Evidence {
  organisation: string;
  who?: Who | undefined;
  /** Hex SHA-256 of the record's bytes, and of the private details' bytes. */
  recordHash: string;
  detailsHash: string;
  /** When its block was made; undefined while it waits. */
  anchoredAt?: string;
  publicPage: string;
  /** Dark modules of the QR code of the public page, in a square of `size` units. */
  qr: { size: number; path: string };
}
