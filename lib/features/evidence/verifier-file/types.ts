/** The offline verifier as it is offered. */

/** As a browser saves it. */
export const VERIFIER_FILE_NAME = "sealbook-verifier.html";

export interface VerifierFile {
  /** Hex. */
  sha256: string;
  bytes: number;
  /** Of the product it was built with. */
  version: string;
}

export interface OfferedVerifier extends VerifierFile {
  /** Its record in the ledger; absent until there is one. */
  record?: {
    id: string;
    /** Decimal; absent until it is anchored. */
    index?: number;
    /** Whether its public page is on. */
    public: boolean;
  };
}
