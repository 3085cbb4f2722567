/** A checkpoint that is to be timestamped. */
export interface DueBlock {
  ledger: string;
  height: bigint;
  /** The text of its checkpoint: what the token is made over. */
  text: string;
}

export interface StoredTimestamp {
  /** As the configuration names it. */
  authority: string;
  /** DER of the TimeStampToken. */
  token: Uint8Array;
  time: Date;
}
