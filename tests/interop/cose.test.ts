/**
 * COSE receipts, keys and transparent statements made by an independent implementation: every vector gets its verdict, by its own fields.
 * Where the texts leave it open, DECIDED says what we do.
 */
import assert from "node:assert/strict";
import { encodeCbor } from "#lib/core/cbor/encode.ts";
import { type Failed, isFailed } from "#lib/core/cose/failures.ts";
import { type CoseKey, coseKeyItem, encodeKeySet, parseKeys, thumbprint } from "#lib/core/cose/key.ts";
import { parseCoseReceipt, verifyConsistencyReceipt, verifyInclusionReceipt } from "#lib/core/cose/receipt.ts";
import { verifyTransparentStatement } from "#lib/core/cose/statement.ts";
import { fromHex, toHex } from "#lib/core/text/bytes.ts";
import { listFiles, readJson, vectorTest } from "./vectors.ts";

type Jwk = { kty: string; x: string; y?: string; pub?: string };
type Rules = "deterministic" | "foreign";
type Expected = Partial<{
  treeSize: number;
  leafIndex: number;
  root: string;
  path: string[];
  treeSize1: number;
  treeSize2: number;
  newRoot: string;
}>;
type Vector = {
  id: string;
  type: string;
  verdict: "accept" | "refuse" | "edge";
  reason: string;
  rfcVerdict?: "accept" | "refuse" | "edge";
  key: Jwk;
  receipt: string;
  entry: string;
  oldSize: number;
  oldRoot: string;
  statement: string;
  issuerKey: Jwk;
  receiptKeys: Jwk[];
  leafEntry: string;
  coseKey: string;
  thumbprint: string;
  keySet: string;
  expect?: Expected;
};

const FOLDER = "long-life";
const TYPES = ["inclusion", "consistency", "transparent-statement", "cose-key"];

/**
 * Where the RFC is silent or permissive we accept what computes and is signed, and never show sizes and indexes that nobody signed as proven. These are
 * refused, by name: a tree of one leaf, for which the RFC's CDDL has no path; a spelling or a depth beyond our rules; a label that we do not know in `crit`.
 */
const DECIDED_REFUSALS: readonly string[] = ["path_empty", "cbor_not_deterministic", "cbor_too_deep", "crit_unknown"];

function bytes(hex: string): Uint8Array {
  const read = fromHex(hex);
  assert.ok(read, "hex");
  return read;
}

function keyOf({ kty, x, y, pub }: Jwk): CoseKey {
  if (kty === "AKP") return { type: "ml-dsa-44", publicKey: bytes(pub ?? x) };
  return kty === "OKP"
    ? { type: "ed25519", publicKey: bytes(x) }
    : { type: "p256", publicKey: bytes(`${x}${y ?? ""}`) };
}

/** What we say of a vector: what is wrong, or what it proves. */
async function judge(vector: Vector, rules: Rules): Promise<Failed | Expected> {
  if (vector.type === "transparent-statement") {
    const receiptKeys = vector.receiptKeys.map(keyOf);
    const given = { issuerKey: keyOf(vector.issuerKey), receiptKeys };
    const outcome = await verifyTransparentStatement(bytes(vector.statement), given);
    if (isFailed(outcome)) return outcome;
    assert.equal(toHex(outcome.statement.entry), vector.leafEntry);
    return { root: toHex(outcome.proven[0]?.root ?? new Uint8Array(0)) };
  }
  const receipt = parseCoseReceipt(bytes(vector.receipt), rules);
  if (isFailed(receipt)) return receipt;
  const key = keyOf(vector.key);
  if (vector.type === "consistency") {
    const old = { oldSize: BigInt(vector.oldSize), oldRoot: bytes(vector.oldRoot) };
    const outcome = await verifyConsistencyReceipt(receipt, { ...old, key });
    return isFailed(outcome) ? outcome : { newRoot: toHex(outcome.root) };
  }
  const outcome = await verifyInclusionReceipt(receipt, { entry: bytes(vector.entry), key });
  if (isFailed(outcome)) return outcome;
  assert.equal(outcome.tree, undefined, "numbers that nobody signed are not proven");
  const [proof] = receipt.inclusion;
  return {
    root: toHex(outcome.root),
    treeSize: Number(proof?.size),
    leafIndex: Number(proof?.index),
    path: proof?.path.map(toHex) ?? [],
  };
}

function checkKey(vector: Vector): void {
  const read = parseKeys(bytes(vector.coseKey), "deterministic");
  assert.ok(!isFailed(read) && read.length === 1, vector.id);
  const [key] = read as [CoseKey];
  assert.deepEqual(key.publicKey, keyOf(vector.key).publicKey);
  assert.equal(toHex(thumbprint(key)), vector.thumbprint);
  assert.equal(toHex(encodeCbor(coseKeyItem(key, { kid: false }))), vector.coseKey);
  assert.equal(toHex(encodeKeySet([key])), vector.keySet);
  assert.deepEqual(parseKeys(bytes(vector.keySet), "deterministic"), [key]);
}

async function check(vector: Vector): Promise<void> {
  if (vector.type === "cose-key") return checkKey(vector);
  const said = await judge(vector, "deterministic");
  const isDecided = isFailed(said) && DECIDED_REFUSALS.includes(said.failed);
  const verdict = vector.verdict === "edge" ? (isDecided ? "refuse" : "accept") : vector.verdict;
  assert.equal(
    isFailed(said) ? "refuse" : "accept",
    verdict,
    `${vector.id}: ${vector.reason}: ${JSON.stringify(said)}`,
  );
  const proven: Record<string, unknown> = { ...said };
  if (vector.verdict === "accept") {
    for (const [name, value] of Object.entries(vector.expect ?? {})) {
      if (name in proven) assert.deepEqual(proven[name], value, `${vector.id}: ${name}`);
    }
  }
  // Spelled as others may: what only our rule refuses holds, but for what is beyond our limits.
  const foreign = await judge(vector, "foreign");
  const allowed = vector.verdict === "refuse" && vector.rfcVerdict === "accept" ? "accept" : verdict;
  const isLimited = isFailed(foreign) && foreign.failed === "cbor_too_deep";
  assert.equal(
    isFailed(foreign) && !isLimited ? "refuse" : isLimited ? allowed : "accept",
    allowed,
    `${vector.id}, foreign`,
  );
}

for (const type of TYPES) {
  vectorTest(`${FOLDER}: every vector of type ${type} gets its verdict`, async (context) => {
    let count = 0;
    for (const file of listFiles(FOLDER).filter((path) => path.endsWith(".json"))) {
      const { vectors } = readJson<{ vectors: Vector[] }>(file);
      for (const vector of vectors.filter((each) => each.type === type)) {
        await check(vector);
        count++;
      }
    }
    context.diagnostic(`${count} vectors`);
    assert.ok(count > 0, `no vector of type ${type} was found`);
  });
}
