/** Our COSE receipts hold for their entry alone, at the size and index that they were signed for, in the one spelling that we write. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type CborRules, decodeCbor } from "#lib/core/cbor/decode.ts";
import { cborMap, encodeCbor } from "#lib/core/cbor/encode.ts";
import { type Cbor, type CborMap, CborTag, isCborMap } from "#lib/core/cbor/value.ts";
import { type CoseFailure, isFailed } from "#lib/core/cose/failures.ts";
import { type CoseSigner, issueReceipt } from "#lib/core/cose/issue-receipt.ts";
import { thumbprint } from "#lib/core/cose/key.ts";
import { HEADER, PROOF } from "#lib/core/cose/labels.ts";
import { parseCoseReceipt, verifyInclusionReceipt } from "#lib/core/cose/receipt.ts";
import { encodeSign1, parseSign1, type Sign1, signatureInput } from "#lib/core/cose/sign1.ts";
import {
  ENTRIES,
  ed25519Signer,
  issued,
  mlDsaSigner,
  p256Signer,
  pathOf,
  ROOT,
  receiptBytes,
} from "./receipt-fixture.ts";

const ledger = ed25519Signer();
const [, , , entry] = ENTRIES as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

async function said(bytes: Uint8Array, { key = ledger.key, rules = "foreign" as CborRules, of = entry } = {}) {
  const receipt = parseCoseReceipt(bytes, rules);
  return isFailed(receipt) ? receipt : await verifyInclusionReceipt(receipt, { entry: of, key });
}

function opened(bytes = receiptBytes(ledger)): Sign1 {
  const message = parseSign1(bytes, "deterministic");
  assert.ok(!isFailed(message));
  return message;
}

/** A receipt with other headers, signed anew: only its form is wrong. */
function made(change: {
  protectedHeader?: (header: CborMap) => CborMap;
  unprotectedHeader?: (header: CborMap) => CborMap;
  payload?: Uint8Array;
  signer?: CoseSigner;
}): Uint8Array {
  const { protectedHeader, unprotectedHeader, payload = null, signer = ledger } = change;
  const message = opened();
  const protectedBytes = encodeCbor(protectedHeader?.(message.protectedHeader) ?? message.protectedHeader);
  return encodeSign1({
    protectedBytes,
    unprotectedHeader: unprotectedHeader?.(message.unprotectedHeader) ?? message.unprotectedHeader,
    payload,
    signature: signer.sign(signatureInput(protectedBytes, ROOT)),
  });
}

const withMember = (label: bigint | string, value: Cbor) => (header: CborMap) => new Map(header).set(label, value);
const without = (label: bigint | string) => (header: CborMap) =>
  new Map([...header].filter(([each]) => each !== label));
const withProof = (proof: Cbor) => withMember(HEADER.vdp, cborMap([[PROOF.inclusion, [encodeCbor(proof)]]]));

test("a receipt by each kind of key proves its entry, with origin, size, index and time", async () => {
  for (const signer of [ledger, p256Signer(), mlDsaSigner()]) {
    const proven = await said(receiptBytes(signer), { key: signer.key, rules: "deterministic" });
    assert.deepEqual(proven, { root: ROOT, tree: issued(3).tree }, signer.key.type);
  }
});

test("the receipt names its key by thumbprint, and says who issued it and about what", () => {
  const receipt = parseCoseReceipt(receiptBytes(ledger));
  assert.ok(!isFailed(receipt));
  assert.deepEqual(receipt.kid, thumbprint(ledger.key));
  assert.equal(receipt.issuer, issued(3).issuer);
  assert.equal(receipt.subject, "entry 3");
});

test("a receipt proves no other entry, and by no other key", async () => {
  for (const [at, of] of ENTRIES.entries()) {
    if (at !== 3) assert.ok(isFailed(await said(receiptBytes(ledger), { of })), `entry ${at}`);
  }
  assert.deepEqual(await said(receiptBytes(ledger), { key: ed25519Signer().key }), {
    failed: "key_identifier_mismatch",
  });
});

test("a receipt shown for another size or index is refused, though path, root and signature are those that were signed", async () => {
  // With a path of three, index 3 of 5 computes for 6, 7 and 8 leaves alike.
  for (const size of [6n, 7n, 8n]) {
    const path = pathOf(3);
    const shown = made({ unprotectedHeader: withProof([size, 3n, path]) });
    assert.deepEqual(await said(shown), { failed: "numbers_mismatch" });
    // Without the header there is nothing to hold it against: then no number is said to be proven.
    const bare = made({ protectedHeader: without(HEADER.tree), unprotectedHeader: withProof([size, 3n, path]) });
    assert.deepEqual(await said(bare), { root: ROOT, tree: undefined });
  }
});

test("every byte of a receipt counts", async () => {
  const bytes = receiptBytes(ledger);
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [0x01, 0x80]) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] = (damaged[at] as number) ^ bit;
      assert.ok(isFailed(await said(damaged)), `byte ${at} of ${bytes.length}`);
    }
  }
});

const twoHeaders = (header: CborMap): Sign1 => ({ ...opened(), protectedBytes: encodeCbor(header) });

/** Receipts that are wrong in one way, signed all the same. */
const WRONG: [string, () => Uint8Array, CoseFailure][] = [
  ["untagged", () => receiptBytes(ledger).subarray(1), "untagged"],
  ["under another tag", () => Uint8Array.from([0xd8, 98, ...receiptBytes(ledger).subarray(1)]), "untagged"],
  ["a byte more", () => Uint8Array.from([...receiptBytes(ledger), 0]), "cbor_trailing_bytes"],
  ["a byte less", () => receiptBytes(ledger).subarray(0, -1), "cbor_truncated"],
  [
    "algorithm unprotected",
    () => made({ protectedHeader: without(HEADER.alg), unprotectedHeader: withMember(HEADER.alg, -8n) }),
    "algorithm_unknown",
  ],
  ["algorithm as text", () => made({ protectedHeader: withMember(HEADER.alg, "EdDSA") }), "algorithm_unknown"],
  ["algorithm of another key", () => made({ protectedHeader: withMember(HEADER.alg, -7n) }), "algorithm_mismatch"],
  [
    "tree unprotected",
    () => made({ protectedHeader: without(HEADER.vds), unprotectedHeader: withMember(HEADER.vds, 1n) }),
    "tree_unknown",
  ],
  ["another kind of tree", () => made({ protectedHeader: withMember(HEADER.vds, 2n) }), "tree_unknown"],
  [
    "a label in both headers",
    () => made({ unprotectedHeader: withMember(HEADER.kid, Uint8Array.of(1)) }),
    "label_repeated",
  ],
  ["crit unprotected", () => made({ unprotectedHeader: withMember(HEADER.crit, [1n]) }), "crit_unknown"],
  [
    "crit of something unknown",
    () => made({ protectedHeader: (header) => withMember(HEADER.crit, ["later"])(withMember("later", 1n)(header)) }),
    "crit_unknown",
  ],
  ["crit of something absent", () => made({ protectedHeader: withMember(HEADER.crit, [HEADER.type]) }), "crit_unknown"],
  ["no proof", () => made({ unprotectedHeader: without(HEADER.vdp) }), "proof_missing"],
  [
    "proofs protected",
    () =>
      made({
        protectedHeader: (header) => new Map([...header, ...opened().unprotectedHeader]),
        unprotectedHeader: () => cborMap([]),
      }),
    "proof_missing",
  ],
  [
    "an empty list of proofs",
    () => made({ unprotectedHeader: withMember(HEADER.vdp, cborMap([[PROOF.inclusion, []]])) }),
    "proof_malformed",
  ],
  [
    "a proof that is no bytes",
    () => made({ unprotectedHeader: withMember(HEADER.vdp, cborMap([[PROOF.inclusion, [[5n, 3n, pathOf(3)]]]])) }),
    "proof_malformed",
  ],
  [
    "a hash of 31 bytes",
    () => made({ unprotectedHeader: withProof([5n, 3n, [new Uint8Array(31)]]) }),
    "proof_malformed",
  ],
  [
    "a path of 65 hashes",
    () => made({ unprotectedHeader: withProof([5n, 3n, Array.from({ length: 65 }, () => new Uint8Array(32))]) }),
    "proof_malformed",
  ],
  ["an empty path", () => made({ unprotectedHeader: withProof([5n, 3n, []]) }), "path_empty"],
  ["a path too short", () => made({ unprotectedHeader: withProof([5n, 3n, pathOf(3).slice(1)]) }), "path_mismatch"],
  ["a path too long", () => made({ unprotectedHeader: withProof([5n, 3n, [...pathOf(3), ROOT]]) }), "path_mismatch"],
  ["another root attached", () => made({ payload: new Uint8Array(32) }), "payload_mismatch"],
  [
    "another time",
    () =>
      made({
        protectedHeader: (header) =>
          withMember(HEADER.tree, withMember("time", "2026-11-29")(header.get(HEADER.tree) as CborMap))(header),
      }),
    "tree_header_malformed",
  ],
  [
    "a tree header with something more",
    () =>
      made({
        protectedHeader: (header) =>
          withMember(HEADER.tree, withMember("note", "x")(header.get(HEADER.tree) as CborMap))(header),
      }),
    "tree_header_malformed",
  ],
  [
    "another key identifier",
    () => made({ protectedHeader: withMember(HEADER.kid, new Uint8Array(32)) }),
    "key_identifier_mismatch",
  ],
  [
    "another protected header than was signed",
    () => encodeSign1(twoHeaders(withMember("x", 1n)(opened().protectedHeader))),
    "signature_invalid",
  ],
  ["a signature of another key", () => made({ signer: ed25519Signer() }), "signature_invalid"],
  ["duplicate labels", () => duplicated(), "cbor_duplicate_key"],
  ["deep nesting in a parameter that nobody reads", () => nested(), "cbor_too_deep"],
];

/** The unprotected header twice: a map of two equal labels, which no writer of ours can make. */
function duplicated(): Uint8Array {
  const one = Buffer.from(receiptBytes(ledger)).toString("hex");
  const member = Buffer.from(encodeCbor(opened().unprotectedHeader)).toString("hex").slice(2);
  assert.ok(one.includes(`a1${member}`));
  return new Uint8Array(Buffer.from(one.replace(`a1${member}`, `a2${member}${member}`), "hex"));
}

function nested(): Uint8Array {
  const deep = `${"81".repeat(40)}00`;
  const member = Buffer.from(encodeCbor(opened().unprotectedHeader)).toString("hex").slice(2);
  const one = Buffer.from(receiptBytes(ledger)).toString("hex");
  return new Uint8Array(Buffer.from(one.replace(`a1${member}`, `a2${member}6178${deep}`), "hex"));
}

test("each way of being wrong has its name", async () => {
  for (const [name, make, failed] of WRONG) assert.deepEqual(await said(make()), { failed }, name);
});

test("ours in another spelling is refused, also where foreign receipts are read", async () => {
  const unsorted = new Map([...opened().protectedHeader].reverse());
  const parts = [...unsorted].flatMap(([label, value]) => [encodeCbor(label), encodeCbor(value)]);
  const protectedBytes = new Uint8Array(Buffer.concat([Uint8Array.of(0xa0 + unsorted.size), ...parts]));
  const bytes = encodeSign1({
    ...opened(),
    protectedBytes,
    signature: ledger.sign(signatureInput(protectedBytes, ROOT)),
  });
  assert.deepEqual(await said(bytes), { failed: "cbor_not_deterministic" });
});

test("no receipt is written for a tree of one leaf", () => {
  assert.throws(() => issueReceipt({ ...issued(0), path: [] }, ledger), RangeError);
});

test("what a receipt signs is no text, hence no note, seal or cosignature", () => {
  const message = signatureInput(opened().protectedBytes, ROOT);
  assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(message));
});

test("two proofs of an entry in one foreign receipt must lead to one root", async () => {
  const bare = without(HEADER.tree);
  const proofs = (...paths: Uint8Array[][]) =>
    withMember(HEADER.vdp, cborMap([[PROOF.inclusion, paths.map((path) => encodeCbor([5n, 3n, path]))]]));
  const twice = made({ protectedHeader: bare, unprotectedHeader: proofs(pathOf(3), pathOf(3)) });
  assert.ok(!isFailed(await said(twice)));
  const split = made({ protectedHeader: bare, unprotectedHeader: proofs(pathOf(3), [...pathOf(3)].reverse()) });
  assert.deepEqual(await said(split), { failed: "roots_differ" });
});

test("a receipt is a tagged array of four, its payload detached", () => {
  const decoded = decodeCbor(receiptBytes(ledger), "deterministic");
  assert.ok("item" in decoded && decoded.item instanceof CborTag);
  const content = decoded.item.content as readonly Cbor[];
  assert.equal(content.length, 4);
  assert.ok(isCborMap(content[1]) && content[2] === null);
});
