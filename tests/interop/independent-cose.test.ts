/** COSE receipts of the product, made by its own server code out of a real ledger, pass a checker that shares no code with lib/core. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { isFailed } from "#lib/core/cose/failures.ts";
import { issueReceipt } from "#lib/core/cose/issue-receipt.ts";
import { parseCoseReceipt, verifyInclusionReceipt } from "#lib/core/cose/receipt.ts";
import { parseVerifierKey } from "#lib/core/log/note.ts";
import { ledgerKeyOf, parseReceipt } from "#lib/core/receipt/receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ENTRIES, issued } from "#tests/core/cose/receipt-fixture.ts";
import { sha256Hex } from "#tests/features/evidence/intake/upload-server.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { checkCoseReceipt, ed25519Key } from "./independent-cose.ts";

const getReceipt = at("/api/v1/evidence/{id}/receipt").GET;
const postEvidence = at("/api/v1/evidence").POST;
const COUNT = 7;

describe("COSE receipts by the server", () => {
  let headers: Record<string, string>;
  const ids: string[] = [];
  before(async () => {
    await createTestDatabase();
    headers = { authorization: `Bearer ${(await makeOrganisation()).apiKey.secret}` };
    for (let count = 0; count < COUNT; count++) {
      const body = { sha256: sha256Hex(randomBytes(8)), name: "a" };
      ids.push((await callJson(postEvidence, { method: "POST", headers, body })).body.id);
      // Blocks of several sizes.
      if (count % 3 === 1) await appendBlock({ ledger: "main" });
    }
    await appendBlock({ ledger: "main" });
  });
  after(() => dropTestDatabase());

  const receiptOf = async (id: string, format: string) => {
    const response = await call(getReceipt, { params: { id }, query: { format }, headers });
    assert.equal(response.status, 200);
    return new Uint8Array(await response.arrayBuffer());
  };

  it("each proves its entry, at the place that the receipt in JSON states, and nothing else", async () => {
    for (const id of ids) {
      const json = parseReceipt(await receiptOf(id, "json"));
      assert.ok(!("failed" in json));
      const key = parseVerifierKey(ledgerKeyOf(json));
      assert.ok(key);
      const given = { entry: utf8(json.entry), key: ed25519Key(key.publicKey) };
      const place = checkCoseReceipt(await receiptOf(id, "cose"), given);
      assert.match(json.proof ?? "", new RegExp(`^index ${place.index}$`, "m"));
      assert.match(json.proof ?? "", new RegExp(`^${place.origin}\\n${place.size}$`, "m"));
      const bytes = await receiptOf(id, "cose");
      assert.throws(() => checkCoseReceipt(bytes, { ...given, entry: utf8(`${json.entry} `) }));
    }
  });

  it("whatever byte is changed, both refuse", async () => {
    const [id = ""] = ids;
    const json = parseReceipt(await receiptOf(id, "json"));
    assert.ok(!("failed" in json));
    const raw = parseVerifierKey(ledgerKeyOf(json))?.publicKey;
    assert.ok(raw);
    const entry = utf8(json.entry);
    const bytes = await receiptOf(id, "cose");
    for (let place = 0; place < bytes.length; place++) {
      const bent = Uint8Array.from(bytes);
      bent[place] = (bent[place] as number) ^ (1 << (place % 8));
      assert.throws(() => checkCoseReceipt(bent, { entry, key: ed25519Key(raw) }), `byte ${place}`);
      const opened = parseCoseReceipt(bent);
      const key = { type: "ed25519", publicKey: raw } as const;
      assert.ok(isFailed(opened) || isFailed(await verifyInclusionReceipt(opened, { entry, key })), `byte ${place}`);
    }
  });
});

it("a receipt by an ML-DSA-44 key passes as well", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ml-dsa-44");
  const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-1312));
  const signer = {
    key: { type: "ml-dsa-44", publicKey: raw } as const,
    sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey)),
  };
  const bytes = issueReceipt(issued(3), signer);
  const place = checkCoseReceipt(bytes, { entry: ENTRIES[3] as Uint8Array, key: publicKey });
  assert.deepEqual([place.size, place.index], [ENTRIES.length, 3]);
});
