/** What the verify page needs of the server. */
import { createHash } from "node:crypto";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { buildId } from "#lib/infra/http/build-id.ts";
import { siteTrust } from "./rows.ts";

const VERSION_HEX_CHARS = 16;

/**
 * Whom this site trusts for its ledgers, and under which name a browser may keep the page that holds them: another build or
 * other trust is another page. Undefined where it should not be kept.
 */
export async function loadVerifyPage(): Promise<{ trust: LedgerTrust[]; version: string | undefined }> {
  const trust = await siteTrust();
  const build = buildId();
  // How large the ledgers are by now makes no other page: a receipt of a larger tree asks for it (components/verification/extent.ts).
  const lasting = trust.map(({ size: _, ...others }) => others);
  const hash = () =>
    createHash("sha256")
      .update(`${build}\n${JSON.stringify(lasting)}`)
      .digest("hex")
      .slice(0, VERSION_HEX_CHARS);
  return { trust, version: build === undefined ? undefined : hash() };
}
