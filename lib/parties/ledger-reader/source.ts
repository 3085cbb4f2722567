/** Where a ledger's static files are read from: an http(s) prefix or a folder. */

export interface LedgerSource {
  /** As it was given, without a trailing slash. */
  readonly address: string;
  /**
   * The bytes at a path below the prefix, at most `bytesMax`.
   * @returns undefined when there is nothing there
   * @throws {LedgerReadError} when that cannot be known, or there is more
   */
  read(path: string, limits: { bytesMax: number; signal?: AbortSignal | undefined }): Promise<Uint8Array | undefined>;
}
