/** Certificates of other systems: what can be checked with nobody to ask is, and the rest is never called fine. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { ed25519 } from "@noble/curves/ed25519.js";
import { utf8 } from "#lib/core/text/bytes.ts";
import { bakePng } from "#lib/credentials/bake-png.ts";
import { hashTexts } from "#lib/credentials/elsewhere/attested.ts";
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import { OPEN_ATTESTATION_2 } from "#lib/credentials/elsewhere/open-attestation-2.ts";
import { foreignBadge } from "./foreign-badge.ts";

// Written by @govtechsg/open-attestation 6, as its issuers do.
const { whole, hidden } = JSON.parse(readFileSync(new URL("open-attestation.json", import.meta.url), "utf8")) as Record<
  string,
  Record<string, unknown>
>;
const check = (document: object) => checkElsewhere(utf8(JSON.stringify(document)));
const steps = async (document: object) =>
  (await check(document))?.steps.map(({ name, status }) => `${name} ${status}`).join(", ");

/** As much as is read. */
const [MANY_VALUES, PICTURE_CHARS] = [9_000, 300_000];
const TURNS_MIN = 20;

async function attested(values: Record<string, string>): Promise<object> {
  const data = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, `${crypto.randomUUID()}:string:${value}`]),
  );
  const hashes = await hashTexts(Object.entries(data).map(([name, value]) => JSON.stringify({ [name]: value })));
  const [root] = await hashTexts([JSON.stringify(hashes.sort())]);
  const signature = { type: "SHA3MerkleProof", targetHash: root, proof: [], merkleRoot: root };
  return { version: OPEN_ATTESTATION_2, data, signature, privacy: { obfuscatedData: [] } };
}

describe("a document of OpenAttestation 2.0", () => {
  it("holds where its values lead to its root, also with some of them hidden, and its registry is not asked", async () => {
    for (const document of [whole, hidden]) {
      assert.equal(await steps(document ?? {}), "content ok, anchor unchecked, issuer unchecked, revocation unchecked");
    }
    assert.deepEqual((await check(whole ?? {}))?.states, {
      ...{ title: "Bachelor 学士 1", holder: "张𠮷 1", issuer: "Demo University", issued: "2020-06-30" },
    });
  });

  it("does not with any value, salt, hash or path changed, added or taken away", async () => {
    const text = JSON.stringify(whole);
    // biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what these tests are about.
    const changes: ((copy: any) => void)[] = [
      ({ data }) => (data.name = data.name.replace("学士", "博士")),
      ({ data }) => (data.recipient.name = `0${data.recipient.name.slice(1)}`),
      ({ data }) => delete data.score,
      ({ data }) => (data.more = data.name),
      ({ data }) => (data.empty = {}),
      ({ signature }) => signature.proof.pop(),
      ({ signature }) => (signature.targetHash = signature.merkleRoot),
      ({ signature }) => (signature.proof = "no list"),
      (copy) => (copy.privacy = { obfuscatedData: ["0".repeat(64)] }),
    ];
    for (const change of changes) {
      const copy = JSON.parse(text);
      change(copy);
      assert.match((await steps(copy)) ?? "", /^content failed/, String(change));
    }
  });

  it("is over where its date says so", async () => {
    const dated = (expirationDate: string) => attested({ name: "Bachelor", expirationDate });
    assert.match((await steps(await dated("2020-06-30"))) ?? "", /^content ok, .*validity failed$/);
    assert.match((await steps(await dated("June 2020"))) ?? "", /^content ok, .*validity unchecked$/);
    assert.match((await steps(await dated("2999-06-30"))) ?? "", /^content ok, .*validity ok$/);
  });

  it("lets others have their turn while a large one is hashed", async () => {
    const values = Object.fromEntries(Array.from({ length: MANY_VALUES }, (_, at) => [`v${at}`, "x".repeat(64)]));
    const large = utf8(JSON.stringify(await attested({ ...values, picture: "y".repeat(PICTURE_CHARS) })));
    let [turns, isDone] = [0, false];
    const others = (async () => {
      for (; !isDone; turns++) await setImmediate();
    })();
    const found = await checkElsewhere(large);
    isDone = true;
    await others;
    assert.equal(found?.steps[0]?.status, "ok");
    assert.ok(turns >= TURNS_MIN, `${turns}`);
  });
});

describe("a credential of Open Badges 3.0", () => {
  const secretKey = ed25519.utils.randomSecretKey();

  it("holds by the key that its DID is, alone or baked into a picture, and fails when it is changed", async () => {
    const text = await foreignBadge(secretKey);
    assert.equal(await steps(JSON.parse(text)), "content ok, issuer unchecked, revocation unchecked");
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const baked = await checkElsewhere(await bakePng(png, text));
    assert.deepEqual([baked?.system, baked?.steps[0]?.status, baked?.states.title], ["open_badges_3", "ok", "Diploma"]);
    assert.match((await steps(JSON.parse(text.replace("张𠮷", "李四")))) ?? "", /^content failed/);
  });

  it("could not be checked where its key stands elsewhere, and says so", async () => {
    const text = await foreignBadge(secretKey, { did: "did:web:elsewhere.example", fragment: "key-1" });
    const found = await check(JSON.parse(text));
    assert.deepEqual(found?.steps, [
      { name: "content", status: "unchecked", reason: "key_not_asked", found: "did:web:elsewhere.example#key-1" },
    ]);
  });
});

describe("a certificate of another system", () => {
  it("is called by its name and checked in nothing where it carries no proof", async () => {
    for (const [context, system] of [
      ["https://w3id.org/openbadges/v2", "open_badges_2"],
      ["https://w3id.org/blockcerts/v3", "blockcerts_3"],
      ["https://schemata.openattestation.com/com/openattestation/4.0/context.json", "open_attestation_4"],
    ]) {
      const found = await check({ "@context": ["https://www.w3.org/2018/credentials/v1", context], name: "T" });
      assert.equal(found?.system, system);
      assert.deepEqual(new Set(found?.steps.map(({ status }) => status)), new Set(["unchecked"]));
    }
  });

  it("does not hold where it has a member twice: two programs would read two things", async () => {
    const text = JSON.stringify(whole).replace('"version"', '"data":{},"version"');
    assert.deepEqual((await checkElsewhere(utf8(text)))?.steps, [
      { name: "content", status: "failed", reason: "not_json" },
    ]);
  });

  it("is none where it is something else", async () => {
    for (const text of ["", "{", "[]", "{}", "%PDF-1.7", `${"[".repeat(99_999)}`]) {
      assert.equal(await checkElsewhere(utf8(text)), undefined);
    }
  });
});
