/** A stranger's document keeps nobody else waiting: what has more in it than certificates have is refused before it is read. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { CanonizeError, canonize, canonizeLoosely } from "#lib/credentials/canonize.ts";

const CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

function credentialOf(evidence: number, contexts: readonly string[] = CONTEXTS): object {
  return {
    "@context": contexts,
    type: ["VerifiableCredential"],
    issuer: "did:example:school",
    credentialSubject: { id: "urn:holder" },
    evidence: Array.from({ length: evidence }, (_, at) => ({ id: `urn:evidence:${at}`, type: "Evidence", name: "e" })),
  };
}

it("a document of some hundred values has a canonical form, one of very many is refused at once", async () => {
  assert.ok((await canonize(credentialOf(200))).includes("urn:evidence:199"));
  const often = Array.from({ length: 200 }, () => CONTEXTS).flat();
  for (const form of [canonize, canonizeLoosely]) {
    for (const much of [credentialOf(2_000), credentialOf(1, often)]) {
      const started = performance.now();
      await assert.rejects(form(much), CanonizeError);
      assert.ok(performance.now() - started < 5_000);
    }
  }
});
