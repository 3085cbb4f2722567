/** COSE receipts over the API: the same bytes every time, by the key that signed the checkpoint, and none where RFC 9942 has none. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { cborMap, encodeCbor } from "#lib/core/cbor/encode.ts";
import { isFailed } from "#lib/core/cose/failures.ts";
import { parseKeys } from "#lib/core/cose/key.ts";
import { CLAIM, HEADER } from "#lib/core/cose/labels.ts";
import { parseCoseReceipt } from "#lib/core/cose/receipt.ts";
import { encodeSign1 } from "#lib/core/cose/sign1.ts";
import { readKeyEnds } from "#lib/core/log/key-range.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { keysOf } from "#lib/core/verify/site-trust.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { describeEpochs } from "#lib/features/ledger/publishing/rows/policy-epochs.ts";
import { readPublishedPolicy } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { addLedgerKey, endLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { inspect } from "#lib/verify/inspect.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { sha256Hex } from "#tests/features/evidence/intake/upload-server.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";

const getReceipt = at("/api/v1/evidence/{id}/receipt").GET;
const getPublicReceipt = at("/api/v1/records/{id}/receipt").GET;
const postVerify = at("/api/v1/verify").POST;
const postEvidence = at("/api/v1/evidence").POST;

let key: Record<string, string>;
/** The only entry at first. */
let id = "";

async function record(): Promise<string> {
  const body = { sha256: sha256Hex(randomBytes(8)), name: "a" };
  return (await callJson(postEvidence, { method: "POST", headers: key, body })).body.id;
}

const receipt = (evidenceId: string, query: Record<string, string> = {}) =>
  call(getReceipt, { params: { id: evidenceId }, query: { format: "cose", ...query }, headers: key });
const refused = async (evidenceId: string, query: Record<string, string> = {}) => {
  const given = { params: { id: evidenceId }, query: { format: "cose", ...query }, headers: key };
  const { status, body } = await callJson(getReceipt, given);
  return [status, body.code];
};
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

before(async () => {
  await createTestDatabase();
  await ensureLedger("main", { format: 1 }); // in format 2 no tree has one leaf
  key = { authorization: `Bearer ${(await makeOrganisation()).apiKey.secret}` };
  id = await record();
});
after(() => dropTestDatabase());

describe("COSE receipts", () => {
  it("before the record is anchored, and while it is the ledger's only entry, there is none", async () => {
    assert.deepEqual(await refused(id), [409, "not_anchored"]);
    await appendBlock({ ledger: "main" });
    assert.deepEqual(await refused(id), [409, "tree_of_one"]);
    await record();
    await appendBlock({ ledger: "main" });
    assert.equal((await receipt(id)).status, 200);
  });

  it("is the same bytes while the ledger grows, by query, by Accept and in public", async () => {
    const response = await receipt(id);
    assert.equal(response.headers.get("content-type"), 'application/cose; cose-type="cose-sign1"');
    assert.match(response.headers.get("content-disposition") ?? "", /receipt\.cose/);
    const bytes = await bytesOf(response);
    await record();
    await appendBlock({ ledger: "main" });
    assert.deepEqual(await bytesOf(await receipt(id)), bytes);
    const accepting = { params: { id }, headers: { ...key, accept: "application/cose" } };
    assert.deepEqual(await bytesOf(await call(getReceipt, accepting)), bytes);
    assert.deepEqual(await bytesOf(await call(getPublicReceipt, { params: { id }, query: { format: "cose" } })), bytes);
  });

  it("says who issued it, about which record, and where the entry stands", async () => {
    const opened = parseCoseReceipt(await bytesOf(await receipt(id)), "deterministic");
    assert.ok(!isFailed(opened) && opened.tree);
    assert.equal(opened.issuer, `https://${opened.tree.origin}`);
    assert.equal(opened.subject, `urn:uuid:${id}`);
    assert.deepEqual([opened.tree.size, opened.tree.index], [2n, 0n]);
  });

  it("a signature that the ledger does not make is refused by name", async () => {
    assert.deepEqual(await refused(id, { alg: "ML-DSA-44" }), [404, "signature_unavailable"]);
    assert.deepEqual(await refused(id, { alg: "none" }), [400, "invalid_field"]);
  });

  it("of a hybrid ledger is had with ML-DSA-44 as well, over the same root, and its key is published", async () => {
    await addLedgerKey({ actor: { kind: "operator" }, ledger: "main", algorithm: "ml-dsa-44" });
    const hybrid = await record();
    await appendBlock({ ledger: "main" });
    const json = await bytesOf(await receipt(hybrid, { format: "json" }));
    const policy = keysOf(await siteTrust());
    for (const alg of ["EdDSA", "ML-DSA-44"]) {
      const cose = await bytesOf(await receipt(hybrid, { alg }));
      const { checks } = await inspect(cose, { policy, beside: json });
      assert.deepEqual(
        checks.map(({ status }) => status),
        ["ok", "ok", "ok"],
        alg,
      );
    }
    const keys = parseKeys(await bytesOf(await send("/.well-known/scitt-keys")), "deterministic");
    assert.ok(!isFailed(keys) && keys.some(({ type }) => type === "ml-dsa-44"));
    // What was anchored before the ledger had the key has no signature by it.
    assert.deepEqual(await refused(id, { alg: "ML-DSA-44" }), [404, "signature_unavailable"]);
  });

  it("is checked by the API, with what it is about or without, and fails for another record", async () => {
    const [own, other] = [await record(), await record()];
    await appendBlock({ ledger: "main" });
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    const check = async (body: unknown) => await callJson(postVerify, { method: "POST", body });
    const [json, others] = [await receipt(own, { format: "json" }), await receipt(other, { format: "json" })];
    const [entry, otherEntry] = [base64(await bytesOf(json)), base64(await bytesOf(others))];
    for (const alg of ["EdDSA", "ML-DSA-44"]) {
      const bytes = await bytesOf(await receipt(own, { alg }));
      const cose = base64(bytes);
      const answers = [await check({ cose, entry }), await check({ cose }), await check({ cose, entry: otherEntry })];
      assert.deepEqual(
        answers.map(({ status, body }) => [status, body.verdict]),
        [
          [200, "valid"],
          [200, "unchecked"],
          [200, "failed"],
        ],
        JSON.stringify(answers.map(({ body }) => body)),
      );
      assert.deepEqual(answers[1]?.body.inspection.missing, ["entry"]);
      const headers = { "content-type": "application/cose" };
      const raw = await send("/api/v1/verify", { method: "POST", headers, body: new Uint8Array(bytes) });
      assert.equal(((await raw.json()) as { verdict: string }).verdict, "unchecked");
    }
    for (const [body, code] of [
      [{ cose: "AA=", entry }, "invalid_field"],
      [{ cose: entry, sha256: "00" }, "unknown_field"],
    ] as const)
      assert.deepEqual([(await check(body)).body.code], [code]);
    const unsigned = encodeSign1({
      protectedBytes: encodeCbor(
        cborMap([
          [HEADER.alg, -8n],
          [HEADER.kid, new Uint8Array(32)],
          [
            HEADER.cwtClaims,
            cborMap([
              [CLAIM.iss, "https://issuer.example"],
              [CLAIM.sub, "a statement without a receipt"],
            ]),
          ],
        ]),
      ),
      unprotectedHeader: cborMap([]),
      payload: new Uint8Array(1),
      signature: new Uint8Array(64),
    });
    const { verdict, inspection } = (await check({ cose: base64(unsigned) })).body;
    assert.deepEqual([verdict, inspection.kind], ["unchecked", "signed_statement"]);
    for (const nothing of ["", base64(await bytesOf(await send("/.well-known/scitt-keys"))), entry])
      assert.equal((await check({ cose: nothing })).body.verdict, "unchecked");
  });

  it("holds with the receipt in JSON beside it and the site's keys, before and after they change", async () => {
    const check = async (evidenceId: string, other = evidenceId) => {
      const [cose, json] = [
        await bytesOf(await receipt(evidenceId)),
        await bytesOf(await receipt(other, { format: "json" })),
      ];
      return await inspect(cose, { policy: keysOf(await siteTrust()), beside: json });
    };
    const holds = ["form", "path", "signature"].map((name) => ({ name, status: "ok" }));
    assert.deepEqual((await check(id)).checks, holds);
    await addLedgerKey({ actor: { kind: "operator" }, ledger: "main" });
    const later = await record();
    await appendBlock({ ledger: "main" });
    for (const each of [id, later]) {
      const { kind, checks, missing } = await check(each);
      assert.deepEqual([kind, checks, missing], ["cose_receipt", holds, []]);
    }
    const { checks } = await check(id, later);
    assert.ok(checks.some(({ status, reason }) => status === "failed" && reason !== undefined));
  });

  it("on the command line is held against where keys ended, as the policy's head says", async () => {
    const [first] = (await findLedger("main"))!.keys;
    await endLedgerKey({ actor: { kind: "operator" }, ledger: "main", number: first!.number });
    const text = `${await describeEpochs("main")}${await readPublishedPolicy({ ledger: "main" })}`;
    const policy = parsePolicy(text);
    assert.ok(!("error" in policy));
    const keys = policy.logs.map((log) => log.key);
    const ends = readKeyEnds(text, keys);
    const end = (await findLedger("main"))!.keys[0]!.endSize;
    assert.deepEqual([...ends], [[first!.verifierKey, end]]);
    assert.deepEqual([...readKeyEnds(text.replaceAll(" to ", " two "), keys)], []);
    const before = join(testFolder, "before.cose");
    writeFileSync(before, await bytesOf(await receipt(id)));
    writeFileSync(join(testFolder, "before.json"), await bytesOf(await receipt(id, { format: "json" })));
    writeFileSync(join(testFolder, "policy"), text);
    const args = ["verify", before, join(testFolder, "before.json"), "--policy", join(testFolder, "policy"), "--json"];
    const held = await sealbook(args);
    assert.doesNotMatch(held.stdout, /"failed"/);
    // Had the key ended before, it would be signed by none that counts.
    writeFileSync(
      join(testFolder, "policy"),
      text.replaceAll(/trees of \d+ to \d+ entries$/gm, "trees of 0 to 0 entries"),
    );
    const late = JSON.parse((await sealbook(args)).stdout);
    assert.equal(late.inspection.checks.find(({ name }: { name: string }) => name === "signature").status, "failed");
  });
});
