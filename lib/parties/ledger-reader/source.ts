/** Where a ledger's static files are read from: an http(s) prefix or a folder. */
import { folderSource } from "./folder-source.ts";
import { httpSource } from "./http-source.ts";

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

/** The source at an http(s) address, else in a folder; undefined for an address that can be neither. */
export function openSource(address: string): LedgerSource | undefined {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(address)) return address === "" ? undefined : folderSource(address);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    return undefined;
  return httpSource(url);
}
