/**
 * COSE receipts (RFC 9942) of trees as RFC 9162 has them, with SHA-256: that an entry is in a tree, or that a tree begins with an older one.
 * A receipt that has our tree header must be spelled as we spell it; of others any spelling will do, checked over the bytes as received.
 */
import { type CborRules, decodeCbor } from "../cbor/decode.ts";
import { type Cbor, type CborMap, isCborArray, isCborBytes, isCborMap, isCborUint } from "../cbor/value.ts";
import { leafHash, rootFromConsistency, rootFromInclusion } from "../log/merkle.ts";
import { DIGEST_BYTES, equalBytes } from "../text/bytes.ts";
import { isTime } from "../text/json-fields.ts";
import { type Failed, isFailed } from "./failures.ts";
import { type CoseKey, isAlgOf, isSignedBy, thumbprint } from "./key.ts";
import { CLAIM, HEADER, PROOF, VDS_RFC9162_SHA256 } from "./labels.ts";
import { parseSign1, type Sign1, signatureInput } from "./sign1.ts";

/** Hashes of a path in a 64-bit tree, and proofs in one receipt. */
const PATH_HASHES_MAX = 64;
const PROOFS_MAX = 16;

/** What only our receipts sign beside the root: HEADER.tree. `time` is the block's, RFC 3339 with milliseconds. */
export type TreeHeader = { origin: string; size: bigint; index: bigint; time: string };
export type InclusionProof = { size: bigint; index: bigint; path: Uint8Array[] };
export type ConsistencyProof = { oldSize: bigint; newSize: bigint; path: Uint8Array[] };

export type CoseReceipt = {
  message: Sign1;
  kid: Uint8Array | undefined;
  issuer: string | undefined;
  subject: string | undefined;
  inclusion: InclusionProof[];
  consistency: ConsistencyProof[];
  /** Undefined in receipts of others: their size and index are not signed. */
  tree: TreeHeader | undefined;
};

/**
 * The receipt that bytes are, or the first reason why they are none; nothing is verified. Never throws.
 *
 * @param rules how it must be spelled; by default as its tree header demands
 */
export function parseCoseReceipt(bytes: Uint8Array, rules: CborRules = "foreign"): CoseReceipt | Failed {
  const message = parseSign1(bytes, rules);
  if (isFailed(message)) return message;
  const { protectedHeader, unprotectedHeader } = message;
  if (rules === "foreign" && protectedHeader.has(HEADER.tree)) return parseCoseReceipt(bytes, "deterministic");
  if (typeof protectedHeader.get(HEADER.alg) !== "bigint") return { failed: "algorithm_unknown" };
  if (protectedHeader.get(HEADER.vds) !== VDS_RFC9162_SHA256) return { failed: "tree_unknown" };
  const tree = readTreeHeader(protectedHeader.get(HEADER.tree));
  if (isFailed(tree)) return tree;
  const vdp = unprotectedHeader.get(HEADER.vdp);
  if (!isCborMap(vdp)) return { failed: "proof_missing" };
  const inclusion = readProofs(vdp.get(PROOF.inclusion), rules);
  const consistency = readProofs(vdp.get(PROOF.consistency), rules);
  if (isFailed(inclusion)) return inclusion;
  if (isFailed(consistency)) return consistency;
  return {
    message,
    ...claimsOf(protectedHeader),
    kid: bytesOf(protectedHeader.get(HEADER.kid) ?? unprotectedHeader.get(HEADER.kid)),
    inclusion: inclusion.map(({ first, second, path }) => ({ size: first, index: second, path })),
    consistency: consistency.map(({ first, second, path }) => ({ oldSize: first, newSize: second, path })),
    tree: tree.header,
  };
}

/** CWT claims iss and sub (RFC 9597); undefined where they are not there as texts. */
export function claimsOf(header: CborMap): { issuer: string | undefined; subject: string | undefined } {
  const claims = header.get(HEADER.cwtClaims);
  const text = (label: bigint) => {
    const value = isCborMap(claims) ? claims.get(label) : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return { issuer: text(CLAIM.iss), subject: text(CLAIM.sub) };
}

const bytesOf = (value: Cbor | undefined): Uint8Array | undefined => (isCborBytes(value) ? value : undefined);

function readTreeHeader(value: Cbor | undefined): { header: TreeHeader | undefined } | Failed {
  if (value === undefined) return { header: undefined };
  if (!isCborMap(value) || value.size !== 4) return { failed: "tree_header_malformed" };
  const [origin, size, index, time] = ["origin", "size", "index", "time"].map((label) => value.get(label));
  const isGood = typeof origin === "string" && isCborUint(size) && isCborUint(index) && isTime(time);
  return isGood ? { header: { origin, size, index, time } } : { failed: "tree_header_malformed" };
}

type Proof = { first: bigint; second: bigint; path: Uint8Array[] };

/** `[+ bstr .cbor [uint, uint, [+ bstr]]]`: RFC 9942 sections 5.2 and 5.3 */
function readProofs(value: Cbor | undefined, rules: CborRules): Proof[] | Failed {
  if (value === undefined) return [];
  if (!isCborArray(value) || value.length === 0 || value.length > PROOFS_MAX) return { failed: "proof_malformed" };
  const proofs: Proof[] = [];
  for (const encoded of value) {
    if (!isCborBytes(encoded)) return { failed: "proof_malformed" };
    const decoded = decodeCbor(encoded, rules);
    if (isFailed(decoded)) return decoded;
    const parts = isCborArray(decoded.item) && decoded.item.length === 3 ? decoded.item : [];
    const [first, second, path] = parts;
    if (!isCborUint(first) || !isCborUint(second) || !isPath(path)) return { failed: "proof_malformed" };
    // A tree of one leaf has no path, and RFC 9942 no receipt without one.
    if (path.length === 0) return { failed: "path_empty" };
    proofs.push({ first, second, path: [...path] });
  }
  return proofs;
}

function isPath(value: Cbor | undefined): value is readonly Uint8Array[] {
  return (
    isCborArray(value) &&
    value.length <= PATH_HASHES_MAX &&
    value.every((hash) => isCborBytes(hash) && hash.length === DIGEST_BYTES)
  );
}

/** What a receipt of inclusion proves. `tree` as signed; without it nothing is known of sizes, indexes and times. */
export type ProvenInclusion = { root: Uint8Array; tree: TreeHeader | undefined };

/** The root that an entry's receipt leads to, before anybody's signature is looked at. */
export function inclusionRoot(receipt: CoseReceipt, entry: Uint8Array): { root: Uint8Array } | Failed {
  const { inclusion, tree } = receipt;
  if (inclusion.length === 0) return { failed: "proof_missing" };
  const leaf = leafHash(entry);
  let root: Uint8Array | undefined;
  for (const { size, index, path: proof } of inclusion) {
    if (tree && (tree.size !== size || tree.index !== index)) return { failed: "numbers_mismatch" };
    const led = rootFromInclusion({ leaf, index, size, proof });
    if (led === undefined) return { failed: "path_mismatch" };
    if (root !== undefined && !equalBytes(root, led)) return { failed: "roots_differ" };
    root = led;
  }
  return { root: root as Uint8Array };
}

/** Whether an entry is in a tree whose root this key signed. Section 5.2.1: first the path, then the signature over what it leads to. */
export async function verifyInclusionReceipt(
  receipt: CoseReceipt,
  { entry, key }: { entry: Uint8Array; key: CoseKey },
): Promise<ProvenInclusion | Failed> {
  const led = inclusionRoot(receipt, entry);
  if (isFailed(led)) return led;
  const failed = await checkSigned(receipt.message, { payload: led.root, key });
  return failed ?? { root: led.root, tree: receipt.tree };
}

/** Whether the tree of `oldSize` entries that the caller knows is the beginning of a tree whose root this key signed. Section 5.3 */
export async function verifyConsistencyReceipt(
  receipt: CoseReceipt,
  { oldSize, oldRoot, key }: { oldSize: bigint; oldRoot: Uint8Array; key: CoseKey },
): Promise<{ root: Uint8Array } | Failed> {
  if (receipt.consistency.length === 0) return { failed: "proof_missing" };
  let root: Uint8Array | undefined;
  for (const { oldSize: size1, newSize: size2, path: proof } of receipt.consistency) {
    if (size1 !== oldSize) return { failed: "old_tree_mismatch" };
    const led = rootFromConsistency({ size1, size2, root1: oldRoot, proof });
    if (led === undefined) return { failed: "path_mismatch" };
    if (root !== undefined && !equalBytes(root, led)) return { failed: "roots_differ" };
    root = led;
  }
  const failed = await checkSigned(receipt.message, { payload: root as Uint8Array, key });
  return failed ?? { root: root as Uint8Array };
}

/**
 * Section 4.4 of RFC 9052, over bytes that the caller computed: an attached payload must be those. Of our own receipts the `kid` must be the
 * key's thumbprint; other ledgers name their keys as they like.
 */
async function checkSigned(
  message: Sign1,
  { payload, key }: { payload: Uint8Array; key: CoseKey },
): Promise<Failed | undefined> {
  const { protectedHeader, protectedBytes, signature } = message;
  if (!isAlgOf(protectedHeader.get(HEADER.alg), key)) return { failed: "algorithm_mismatch" };
  if (message.payload !== null && !equalBytes(message.payload, payload)) return { failed: "payload_mismatch" };
  if (protectedHeader.has(HEADER.tree)) {
    const kid = bytesOf(protectedHeader.get(HEADER.kid));
    if (kid === undefined || !equalBytes(kid, thumbprint(key))) return { failed: "key_identifier_mismatch" };
  }
  const isGood = await isSignedBy(key, { message: signatureInput(protectedBytes, payload), signature });
  return isGood ? undefined : { failed: "signature_invalid" };
}
