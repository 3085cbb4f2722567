export interface StatementName {
  /** SHA-256 of the entry, in hex: its name in addresses. */
  hash: string;
  /** Of the installation's; the same statement may be in several. */
  ledger?: string | undefined;
}

/** A signed statement as it was registered. */
export interface Registered extends StatementName {
  ledger: string;
  /** Whether no other ledger here had it before: its name alone means this one. */
  isFirst: boolean;
  subject: string;
  /** Of its entry; undefined while it waits. */
  index: bigint | undefined;
}

/** How long a registration waits for its receipt before it is answered with an address to ask at. */
export const RECEIPT_WAIT_MS = 5_000;
/** When to ask again for it: a block is appended every second. */
export const RETRY_AFTER_SECONDS = 2;
