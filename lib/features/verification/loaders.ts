/** What the verify page needs of the server. */
import { createHash } from "node:crypto";
import { buildId } from "#lib/infra/http/build-id.ts";
import { siteTrustPolicy } from "./data.ts";

const VERSION_HEX_CHARS = 16;

/**
 * The keys that this site states, and under which name a browser may keep the page that holds them: another build or
 * another policy is another page. Undefined where it should not be kept.
 */
export async function loadVerifyPage(): Promise<{ policy: string; version: string | undefined }> {
  const policy = await siteTrustPolicy();
  const build = buildId();
  const hash = () => createHash("sha256").update(`${build}\n${policy}`).digest("hex").slice(0, VERSION_HEX_CHARS);
  return { policy, version: build === undefined ? undefined : hash() };
}
