import { folderSource } from "./folder-source.ts";
import { httpSource } from "./http-source.ts";
import type { LedgerSource } from "./source.ts";

/** The source at an http(s) address, else in a folder; undefined for an address that can be neither. */
export function openSource(address: string): LedgerSource | undefined {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(address)) return address === "" ? undefined : folderSource(address);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    return undefined;
  return httpSource(url);
}
