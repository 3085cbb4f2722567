/** The day on which SHA-256 is broken, for the files of a bundle: they stay proven by the second tree over the same lines. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { checkAgainst } from "#components/verification/inspect-and-check.ts";
import { type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { type BrokenSince, parseAlgorithms } from "#lib/core/renewal/algorithms.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import { renewLedger } from "#lib/features/evidence/renewal/verbs/renew.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { stampDueBlocks } from "#lib/features/ledger/timestamps/verbs/stamp-due.ts";
import { open } from "#lib/verify/open.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { OPENSSL_MISSING, startTsa } from "#tests/support/tsa.ts";
import { verify } from "#tests/support/verify-bytes.ts";

const later = (days: number) => new Date(Date.now() + days * 86_400_000);
const digest = (algorithm: "sha256" | "sha3-256", text: string) => new Uint8Array(hash(algorithm, text, "buffer"));
const stepOf = ({ steps }: Verification, name: string) => {
  const step = steps.find((each) => each.name === name);
  return step && `${step.status} ${step.reason}`;
};

describe("a file of a bundle, after SHA-256 is broken", { skip: OPENSSL_MISSING }, () => {
  let ours: TestOrganisation;
  let tsa: Awaited<ReturnType<typeof startTsa>>;
  let policy: Policy;
  let id: string;
  const headers = () => ({ authorization: `Bearer ${ours.apiKey.secret}` });
  const broken = parseAlgorithms(`sha-256 broken since ${later(5).toISOString().slice(0, 10)}`) as BrokenSince;

  before(async () => {
    await createTestDatabase();
    ours = await makeOrganisation();
    tsa = await startTsa({ kind: "sha512", name: "Strong" });
    const files = Array.from({ length: 300 }, (_, each) => ({
      name: `${each}.txt`,
      sha256: toHex(digest("sha256", `content ${each}`)),
      // One whose sender did not state it.
      ...(each === 7 ? {} : { "sha3-256": toHex(digest("sha3-256", `content ${each}`)) }),
    }));
    id = (await callJson(at("/api/v1/bundles").POST, { headers: headers(), body: { name: "Case", files } })).body.id;
    const authorities = [
      { ...{ name: "strong", url: tsa.url, anchors: [tsa.tsa.ca], pem: "", timeoutMs: 5_000, active: true } },
    ];
    const anchor = async () => {
      await appendAll();
      await stampDueBlocks({ authorities, troubles: new Map(), intervalMs: 0 });
    };
    await anchor();
    await renewLedger({ actor: { kind: "operator" }, ledger: "main", newest: false, authorities });
    await anchor();
    policy = parsePolicy(`log ${(await findLedger("main"))?.verifierKey}\nquorum none\n`) as Policy;
  });
  after(async () => {
    await tsa?.stop();
    await dropTestDatabase();
  });

  const read = async (path: string, query: Record<string, string> = { format: "json", renewal: "true" }) =>
    new Uint8Array(await (await call(at(path).GET, { headers: headers(), query })).arrayBuffer());
  async function receiptOf(name: string): Promise<Uint8Array> {
    const { body } = await callJson(at(`/api/v1/bundles/${id}/files`).GET, { headers: headers(), query: { name } });
    return await read(new URL(body.items[0].links.receipt).pathname);
  }
  const check = (receipt: Uint8Array, given: object) =>
    verify({ receipt, policy, authorities: [tsa.tsa.ca], at: later(20), broken, ...given });
  const both = (text: string) => ({ sha256: digest("sha256", text), sha3: digest("sha3-256", text) });

  it("holds, compared by its SHA3-256, which its line states under the second root", async () => {
    const verification = await check(await receiptOf("5.txt"), both("content 5"));
    const steps = ["bundle", "renewal", "file"].map((name) => stepOf(verification, name));
    assert.deepEqual([verification.verdict, ...steps], ["valid", "ok ok", "ok ok", "ok ok"]);
    const other = await check(await receiptOf("5.txt"), { ...both("content 5"), sha3: digest("sha3-256", "forged") });
    assert.deepEqual([other.verdict, stepOf(other, "renewal")], ["failed", "failed digest_mismatch"]);
    const unread = await check(await receiptOf("5.txt"), { sha256: digest("sha256", "content 5") });
    assert.deepEqual(
      [stepOf(unread, "renewal"), stepOf(unread, "file")],
      ["ok renewed_file_unread", "unchecked digest_aged"],
    );
  });

  it("is not said to be the one where its sender stated no second digest", async () => {
    const verification = await check(await receiptOf("7.txt"), both("content 7"));
    const steps = ["bundle", "renewal", "file"].map((name) => stepOf(verification, name));
    assert.deepEqual(steps, ["ok ok", "ok renewed_record_only", "unchecked digest_aged"]);
  });

  it("the pages hash the file once more", async () => {
    const receipt = await open(await receiptOf("9.txt"));
    const source = { file: new File(["content 9"], "9.txt") };
    const given = { receipt, policy, authorities: [tsa.tsa.ca], source, sha256: toHex(digest("sha256", "content 9")) };
    assert.equal(stepOf((await checkAgainst(given)).verification, "renewal"), "ok ok");
  });

  it("the whole list holds, by both roots", async () => {
    const receipt = await read(`/api/v1/evidence/${id}/receipt`);
    const list = await read(`/api/v1/bundles/${id}/list`, {});
    const source = (text: BlobPart) => ({ file: new File([text], "list.ndjson") });
    const opened = await open(receipt);
    const asked = { receipt: opened, policy, authorities: [tsa.tsa.ca] };
    const sha256 = toHex(new Uint8Array(hash("sha256", list, "buffer")));
    const { verification } = await checkAgainst({ ...asked, sha256, source: source(Buffer.from(list)) });
    assert.deepEqual([stepOf(verification, "renewal"), stepOf(verification, "file")], ["ok ok", "ok bundle_list"]);
    const parts = opened.parts?.record?.digests as { sha256: string };
    const root = new Uint8Array(Buffer.from(parts.sha256, "base64"));
    const forged = await check(receipt, { sha256: digest("sha256", "x"), parts: [root, digest("sha3-256", "x")] });
    assert.equal(stepOf(forged, "file"), "failed digest_mismatch");
  });
});
