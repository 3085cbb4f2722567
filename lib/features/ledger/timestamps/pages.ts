import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { type TimestampAuthority, timestampAuthorities } from "#lib/infra/tsa/authorities.ts";

/**
 * The certificates by which this installation judges timestamps, as one PEM file with a remark before each authority's
 * (RFC 7468 section 2 lets readers pass over those). Authorities that are no longer asked are in it: receipts carry their
 * tokens for ever.
 *
 * @returns undefined when there is no such ledger.
 */
export async function loadAuthoritiesFile(ledger: string): Promise<string | undefined> {
  return (await findLedger(ledger)) && authoritiesFile(timestampAuthorities());
}

export function authoritiesFile(authorities: readonly Pick<TimestampAuthority, "name" | "url" | "pem">[]): string {
  if (authorities.length === 0) return "# No time-stamping authority is configured.\n";
  return authorities.map(({ name, url, pem }) => `# ${name} ${url}\n${pem}`).join("\n");
}
