/** What is done before the first certificate comes goes all the way that a certificate goes. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { warmCertificates } from "#lib/verify/certificate/warm.ts";

it("a credential that nobody issued is refused for its signature alone, which is looked at last", async () => {
  assert.equal(await warmCertificates(), "content_mismatch");
});
