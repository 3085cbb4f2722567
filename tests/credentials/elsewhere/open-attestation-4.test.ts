/** OpenAttestation 4.0: values, salts, path and signature, and the domain that has the key. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import { attestation4, ethereumKey, type Json } from "./makers.ts";

const key = ethereumKey();
const check = (document: Json, ways?: Json) => checkElsewhere(utf8(JSON.stringify(document)), { ways });
const first = async (document: Json) => (await check(document))?.steps[0];
const bent = (change: (copy: Json) => void): Json => {
  const copy = structuredClone(good);
  change(copy);
  return copy;
};
const good = attestation4(key);

describe("a document of OpenAttestation 4.0", () => {
  it("holds where its values lead to the root that its key signed, also with some of them hidden", async () => {
    for (const document of [
      good,
      attestation4(key, { hide: ["credentialSubject.name", "credentialSubject.score", "name"] }),
    ]) {
      assert.deepEqual((await check(document))?.steps, [
        { name: "content", status: "ok" },
        { name: "issuer", status: "unchecked", reason: "domain_not_asked", found: "school.example" },
        { name: "revocation", status: "unchecked", reason: "no_list" },
      ]);
    }
    assert.deepEqual((await check(good))?.states, {
      ...{ title: "学士学位 Bachelor", holder: "张𠮷", issuer: "示例大学", issued: "2024-05-01T00:00:00Z" },
    });
  });

  it("does not with any value, salt, hash, path, key or signature changed, added or taken away", async () => {
    const other = ethereumKey();
    const changes: ((copy: Json) => void)[] = [
      (copy) => (copy.credentialSubject.name = "李四"),
      (copy) => (copy.credentialSubject.score = "93.5"),
      (copy) => (copy.credentialSubject.more = {}),
      (copy) => (copy.extra = "unsigned"),
      (copy) => (copy["credentialSubject.name"] = "李四"),
      (copy) => delete copy.name,
      ({ proof }) => (proof.salts = Buffer.from("[]").toString("base64")),
      ({ proof }) => (proof.salts = "no base64"),
      ({ proof }) => (proof.salts = Buffer.from("[null]").toString("base64")),
      ({ proof }) => (proof.proofs = []),
      ({ proof }) => (proof.proofs = "none"),
      ({ proof }) => (proof.privacy = { obfuscated: ["0".repeat(64)] }),
      ({ proof }) => (proof.privacy = undefined),
      ({ proof }) => (proof.merkleRoot = proof.targetHash),
      ({ proof }) => (proof.signature = `0x${"1".repeat(130)}`),
      ({ proof }) => (proof.signature = 7),
      ({ proof }) => (proof.proofPurpose = "authentication"),
      (copy) => (copy.proof.key = `${other.did}#controller`),
      (copy) => (copy.issuer = "did:ethr:0x0"),
    ];
    for (const change of changes) assert.equal((await first(bent(change)))?.status, "failed", String(change));
    const stolen = attestation4(other);
    stolen.proof.key = `${key.did}#controller`;
    stolen.issuer.id = key.did;
    assert.equal((await first(stolen))?.status, "failed");
  });

  it("could not be checked where nobody signed it, or in the form of a draft", async () => {
    const unsigned = bent(({ proof }) => {
      delete proof.key;
      delete proof.signature;
    });
    assert.deepEqual(await first(unsigned), { name: "content", status: "unchecked", reason: "not_signed" });
    const draft = "https://schemata.openattestation.com/com/openattestation/4.0/alpha-context.json";
    assert.equal((await first(bent((copy) => (copy["@context"][1] = draft))))?.found, draft);
  });

  it("is its issuer's where the domain names the key, is not where it names another, and unknown where nobody answers", async () => {
    const record = (did: string) => `openatts a=dns-did; p=${did}#controller; v=1.0;`;
    const issuerBy = async (records: string[] | undefined) =>
      (await check(good, { get: async () => undefined, txt: async () => records }))?.steps[1];
    assert.deepEqual(await issuerBy(["v=spf1 -all", record(key.did)]), {
      ...{ name: "issuer", status: "ok", found: "school.example" },
    });
    assert.equal((await issuerBy([record(ethereumKey().did)]))?.reason, "domain_says_otherwise");
    assert.equal((await issuerBy([]))?.status, "failed");
    assert.equal((await issuerBy(undefined))?.reason, "no_answer");
  });

  it("answers for what nests without end or is huge", async () => {
    let deep: Json = "x";
    for (let at = 0; at < 35; at++) deep = [deep];
    assert.equal((await first({ ...good, credentialSubject: deep }))?.status, "failed");
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`n${at}`, at]));
    assert.equal((await first({ ...good, credentialSubject: wide }))?.status, "failed");
  });
});
