/** A certificate of another system is called by its name, with what was checked of it, and is never taken for one of ours. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { bakePng } from "#lib/credentials/bake-png.ts";
import { openCertificate } from "#lib/verify/certificate/open.ts";
import { inspect } from "#lib/verify/inspect.ts";
import { isKnown } from "#lib/verify/inspection.ts";
import {
  assertion,
  attestation4,
  blockcert,
  ethereumKey,
  type Json,
  jws,
  rsaKeys,
} from "#tests/credentials/elsewhere/makers.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const json = (value: Json) => utf8(JSON.stringify(value));
/** By an issuer that uses the same proofs under the same kind of name, in a form that is not ours. */
const foreign = {
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  type: ["VerifiableCredential", "OpenBadgeCredential"],
  issuer: { id: "did:web:school.example", type: ["Profile"], name: "School" },
  validFrom: "2024-05-01T00:00:00Z",
  credentialSubject: {
    type: ["AchievementSubject"],
    achievement: { id: "urn:uuid:1", type: ["Achievement"], name: "A" },
  },
  proof: {
    ...{ type: "DataIntegrityProof", cryptosuite: "eddsa-rdfc-2022", proofPurpose: "assertionMethod" },
    ...{ verificationMethod: "did:web:school.example#key-1", proofValue: "z111" },
  },
};

describe("inspecting a certificate of another system", () => {
  it("names it, in data and in a picture, with its steps", async () => {
    const files: [Uint8Array, string, string][] = [
      [json(await blockcert()), "blockcerts_3", "content ok"],
      [json(attestation4(ethereumKey())), "open_attestation_4", "content ok"],
      [json(assertion()), "open_badges_2", "content unchecked"],
      [utf8(jws(assertion(), rsaKeys().privateKey)), "open_badges_2", "content unchecked"],
      [bakePng(PNG, JSON.stringify(assertion())), "open_badges_2", "content unchecked"],
      [json(foreign), "open_badges_3", "content unchecked"],
    ];
    for (const [bytes, kind, first] of files) {
      const found = await inspect(bytes);
      assert.equal(found.kind, kind);
      assert.equal(`${found.elsewhere?.steps[0]?.name} ${found.elsewhere?.steps[0]?.status}`, first, kind);
      assert.ok(isKnown(found));
      assert.equal(await openCertificate(bytes), undefined, `${kind} is not ours`);
    }
  });

  it("leaves pictures, tokens and JSON of other kinds what they are", async () => {
    assert.equal((await inspect(PNG)).kind, "picture");
    assert.equal((await inspect(utf8(jws({ sub: "x" }, rsaKeys().privateKey)))).kind, "jwt");
    assert.equal((await inspect(json({ a: 1 }))).kind, "other");
  });
});
