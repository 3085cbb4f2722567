/** COSE receipts and statements among other files: what they state, what was checked with what is beside them, and what it would take. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cborMap, encodeCbor } from "#lib/core/cbor/encode.ts";
import { type CoseSigner, issueReceipt } from "#lib/core/cose/issue-receipt.ts";
import { algOf, thumbprint } from "#lib/core/cose/key.ts";
import { CLAIM, HEADER } from "#lib/core/cose/labels.ts";
import { encodeSign1, signatureInput } from "#lib/core/cose/sign1.ts";
import { parseStatement } from "#lib/core/cose/statement.ts";
import { leafHash, treeRoot } from "#lib/core/log/merkle.ts";
import { formatVerifierKey, KEY_TYPE } from "#lib/core/log/note.ts";
import { type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { inspect } from "#lib/verify/inspect.ts";
import type { Inspection } from "#lib/verify/inspection.ts";
import { ENTRIES, ed25519Signer, issued, mlDsaSigner, ORIGIN, receiptBytes } from "#tests/core/cose/receipt-fixture.ts";

const ledger = ed25519Signer();
const second = mlDsaSigner();
const entry = ENTRIES[3] as Uint8Array;

function policyOf(origin = ORIGIN, quorum = "none"): Policy {
  const key = formatVerifierKey({ name: origin, publicKey: ledger.key.publicKey });
  const other = formatVerifierKey({ name: origin, publicKey: second.key.publicKey, type: KEY_TYPE.mlDsa44 });
  const policy = parsePolicy(`log ${key}\nwitness second ${other}\nquorum ${quorum}\n`);
  assert.ok(!("error" in policy));
  return policy;
}

const statuses = ({ checks }: Inspection) => Object.fromEntries(checks.map(({ name, status }) => [name, status]));
const reasons = ({ checks }: Inspection) => checks.flatMap(({ reason }) => (reason ? [reason] : []));
const values = ({ states }: Inspection, name: string) =>
  states.filter((each) => each.name === name).map(({ value }) => value);

function statement(): Uint8Array {
  const issuer: CoseSigner = ed25519Signer();
  const protectedBytes = encodeCbor(
    cborMap([
      [HEADER.alg, algOf(issuer.key)],
      [HEADER.kid, thumbprint(issuer.key)],
      [
        HEADER.cwtClaims,
        cborMap([
          [CLAIM.iss, "https://issuer.example"],
          [CLAIM.sub, "cli@1.2.3"],
        ]),
      ],
    ]),
  );
  const payload = utf8("{}");
  const signature = issuer.sign(signatureInput(protectedBytes, payload));
  return encodeSign1({ protectedBytes, unprotectedHeader: cborMap([]), payload, signature });
}

describe("a COSE receipt", () => {
  it("alone states its place, and says what it would take to check it", async () => {
    const inspected = await inspect(receiptBytes(ledger));
    assert.equal(inspected.kind, "cose_receipt");
    assert.deepEqual(statuses(inspected), { form: "ok", path: "unchecked", signature: "unchecked" });
    assert.deepEqual(inspected.missing, ["entry", "policy"]);
    const stated = ["origin", "tree_size", "index", "time", "subject"].map((name) => values(inspected, name)[0]);
    assert.deepEqual(stated, [ORIGIN, "5", "3", "2026-11-29T16:20:04.123Z", "entry 3"]);
  });

  it("holds with its entry and the ledger's keys, Ed25519 or ML-DSA", async () => {
    for (const signer of [ledger, second]) {
      const inspected = await inspect(receiptBytes(signer), { policy: policyOf(), beside: entry });
      assert.deepEqual(statuses(inspected), { form: "ok", path: "ok", signature: "ok" }, signer.key.type);
      assert.deepEqual(inspected.missing, []);
    }
  });

  it("by Ed25519 alone proves nothing to a reader whose policy asks for ML-DSA as well, and is found out all the same", async () => {
    const policy = policyOf(ORIGIN, "second");
    const half = await inspect(receiptBytes(ledger), { policy, beside: entry });
    assert.deepEqual(statuses(half), { form: "ok", path: "unchecked", signature: "unchecked" });
    assert.deepEqual(half.missing, ["second_signature"]);
    const whole = await inspect(receiptBytes(second), { policy, beside: entry });
    assert.deepEqual([statuses(whole).signature, whole.missing], ["ok", []]);
    assert.deepEqual(reasons(await inspect(receiptBytes(ledger), { policy, beside: utf8("another") })), [
      "signature_invalid",
    ]);
  });

  it("fails with another entry, by another key, and damaged; each with its reason", async () => {
    const other = await inspect(receiptBytes(ledger), { policy: policyOf(), beside: utf8("another") });
    assert.deepEqual(reasons(other), ["signature_invalid"]);
    const foreign = await inspect(receiptBytes(ed25519Signer()), { policy: policyOf(), beside: entry });
    assert.deepEqual(reasons(foreign), ["key_identifier_mismatch"]);
    const longer = await inspect(Uint8Array.from([...receiptBytes(ledger), 0]));
    assert.deepEqual([longer.kind, reasons(longer)], ["cose_root_receipt", ["cbor_trailing_bytes"]]);
  });

  it("by ML-DSA, for a reader who knows the ledger's Ed25519 key alone, is not checked", async () => {
    const { witnesses: _, groups: __, quorum: ___, ...ed25519Only } = policyOf();
    const policy = { ...ed25519Only, witnesses: [], groups: [] };
    const inspected = await inspect(receiptBytes(second), { policy, beside: entry });
    assert.deepEqual(statuses(inspected), { form: "ok", path: "unchecked", signature: "unchecked" });
    assert.deepEqual(inspected.missing, ["policy"]);
  });

  it("by a key that ended before the tree was so large does not hold", async () => {
    const text = formatVerifierKey({ name: ORIGIN, publicKey: ledger.key.publicKey });
    const given = { policy: policyOf(), beside: entry };
    const [before, at] = [new Map([[text, 4n]]), new Map([[text, 5n]])];
    assert.equal(statuses(await inspect(receiptBytes(ledger), { ...given, ends: at })).signature, "ok");
    assert.notEqual(statuses(await inspect(receiptBytes(ledger), { ...given, ends: before })).signature, "ok");
  });

  it("of a ledger that the policy does not name is not checked, and never fails for that", async () => {
    const inspected = await inspect(receiptBytes(ledger), { policy: policyOf("other.example/log"), beside: entry });
    assert.deepEqual(statuses(inspected), { form: "ok", path: "unchecked", signature: "unchecked" });
    assert.deepEqual(inspected.missing, ["policy"]);
  });
});

describe("a signed statement", () => {
  it("states its issuer and subject, and lacks the issuer's key", async () => {
    const inspected = await inspect(statement());
    assert.equal(inspected.kind, "signed_statement");
    assert.deepEqual(values(inspected, "issuer"), ["https://issuer.example"]);
    assert.deepEqual(inspected.missing, ["issuer_key"]);
  });

  it("is the entry of the receipts that ride with it", async () => {
    const parsed = parseStatement(statement());
    assert.ok(!("failed" in parsed));
    const leaves = [leafHash(utf8("first")), leafHash(parsed.entry)];
    const tree = { ...issued(0).tree, size: 2n, index: 1n };
    const made = { ...issued(0), root: treeRoot(leaves), path: [leaves[0] as Uint8Array], tree };
    const receipt = issueReceipt(made, ledger);
    const { message } = parsed;
    const transparent = encodeSign1({ ...message, unprotectedHeader: cborMap([[HEADER.receipts, [receipt]]]) });
    const inspected = await inspect(transparent, { policy: policyOf() });
    assert.deepEqual(statuses(inspected), { form: "ok", path: "ok", signature: "ok" });
    assert.deepEqual(inspected.missing, ["issuer_key"]);
    // A receipt of the statement itself is checked with the statement beside it, whatever rides with that.
    const alone = await inspect(receipt, { policy: policyOf(), beside: transparent });
    assert.deepEqual(statuses(alone), { form: "ok", path: "ok", signature: "ok" });
  });
});

describe("what only begins like one", () => {
  for (const bytes of [Uint8Array.of(0xd2), Uint8Array.of(0xd2, 0x12, 0x34), Uint8Array.of(0xd2, 0x00)]) {
    it(`${Buffer.from(bytes).toString("hex")} is another file`, async () => {
      assert.equal((await inspect(bytes)).kind, "other");
    });
  }
});
