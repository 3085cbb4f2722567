/** Blockcerts 3: what leads to its root is told from what does not, and no chain that nobody asked makes anything good. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import { elsewhereVerdict } from "#lib/credentials/elsewhere/words.ts";
import { blockcert, type Json, merkleProofValue } from "./makers.ts";

const check = (document: Json, ways?: Json) => checkElsewhere(utf8(JSON.stringify(document)), { ways });
const content = async (document: Json) => (await check(document))?.steps[0];

describe("a certificate of Blockcerts 3", () => {
  it("holds where its canonical form leads to its root, however its issuer's program writes hashes; its chain is not asked", async () => {
    const two = {
      "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/blockcerts/v3.2",
      ],
      issuanceDate: undefined,
      validFrom: "2024-05-01T00:00:00Z",
      name: { "@value": "Bachelor", "@language": "en", "@direction": "ltr" },
    };
    for (const document of [
      await blockcert(),
      await blockcert({}, { asText: true }),
      await blockcert(two, { suite: true }),
    ]) {
      const found = await check(document);
      assert.equal(found?.system, "blockcerts_3");
      assert.deepEqual(
        found?.steps.map(({ name, status }) => `${name} ${status}`),
        ["content ok", "anchor unchecked", "issuer unchecked", "revocation unchecked"],
      );
      assert.match(found?.steps[1]?.found ?? "", /^eth:[0-9a-f]{64}$/);
      assert.equal(elsewhereVerdict(found?.steps ?? []), "partly");
    }
  });

  it("does not hold with anything changed, and shows nothing of it", async () => {
    const good = await blockcert();
    const proof = (proofValue: Json) => ({ ...good, proof: { ...good.proof, proofValue } });
    const hash = randomBytes(32);
    const bad: Json[] = [
      { ...good, credentialSubject: { ...good.credentialSubject, name: "李四" } },
      { ...good, issuer: "https://other.example/profile.json" },
      proof(merkleProofValue({ root: hash, target: hash, path: [] })),
      proof((await blockcert({ id: "urn:uuid:6f1c3c44-6b2a-4a5e-9a2e-0d3c55a1f009" })).proof.proofValue),
      ...["", "z", "z0", "zzzz", 7, null, "f00", `z${"1".repeat(9_000)}`].map(proof),
    ];
    for (const document of bad) {
      const found = await check(document);
      assert.equal(found?.steps[0]?.status, "failed", JSON.stringify(found));
      assert.deepEqual(found?.states, {});
    }
  });

  it("names the context that nobody knows here, and the word that no digest covers", async () => {
    const good = await blockcert();
    const foreign = { ...good, "@context": [...good["@context"], "https://elsewhere.example/context.json"] };
    assert.deepEqual(await content(foreign), {
      ...{ name: "content", status: "unchecked", reason: "unknown_context" },
      found: "https://elsewhere.example/context.json",
    });
    const loose = { ...good, nickname: "added by anybody" };
    assert.deepEqual(await content(loose), {
      ...{ name: "content", status: "unchecked", reason: "undefined_term", found: "nickname" },
    });
  });

  it("answers for contexts that lead back to themselves, nest without end or are of a wrong type", async () => {
    const good = await blockcert();
    let deep: Json = "x";
    for (let at = 0; at < 36; at++) deep = { a: deep };
    // What nothing uses changes nothing; what says what a used word means does.
    const unused: Json[] = [
      { a: { "@id": "b", "@context": { b: "a", a: "b" } } },
      { a: "b:c", b: "a:d" },
      { "@import": "https://w3id.org/blockcerts/v3" },
      deep,
    ];
    for (const context of unused) assert.ok(await check({ ...good, "@context": [...good["@context"], context] }));
    for (const context of [{ name: "name:name" }, { "@version": 2 }, { claim: 7 }, [[[]]], 7]) {
      const found = await check({ ...good, "@context": [...good["@context"], context] });
      assert.notEqual(found?.steps[0]?.status, "ok", JSON.stringify(context));
    }
    for (const proof of [
      [],
      {},
      [[]],
      7,
      Array.from({ length: 20 }, () => good.proof),
      [good.proof, { type: "Other" }],
    ])
      assert.notEqual((await content({ ...good, proof }))?.status, "ok");
  });

  it("is revoked where the list of its issuer's profile says so, and never fine where the list is not had", async () => {
    const good = await blockcert();
    const host: Record<string, Json> = {
      "https://issuer.example/profile.json": { revocationList: "https://issuer.example/revoked.json" },
      "https://issuer.example/revoked.json": {
        revokedAssertions: [{ id: good.id, revocationReason: "issued in error" }],
      },
    };
    const get = async (address: string) => JSON.stringify(host[address]);
    const revoked = await check(good, { get });
    assert.equal(elsewhereVerdict(revoked?.steps ?? []), "revoked");
    assert.deepEqual(revoked?.asked, ["issuer.example"]);
    host["https://issuer.example/revoked.json"] = { revokedAssertions: [] };
    assert.equal((await check(good, { get }))?.steps[3]?.status, "ok");
    host["https://issuer.example/revoked.json"] = undefined;
    assert.deepEqual((await check(good, { get }))?.steps[3]?.reason, "no_answer");
  });
});
