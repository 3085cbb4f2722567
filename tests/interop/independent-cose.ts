/**
 * A second opinion on COSE receipts, written from RFC 9942, RFC 9052, RFC 9162 and RFC 9679 and apart from lib/core: cborg takes the CBOR apart,
 * node:crypto hashes and verifies. It answers one question: is this entry in a tree whose root this key signed, and at which place?
 */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { decode, encode, Tagged } from "cborg";

type Labels = Map<number | string, unknown>;

/** A tree as the receipts of Sealbook sign it; undefined in those of others. */
export type CheckedPlace = { origin: string; size: number; index: number; time: string };

const TREE_LABEL = "sealbook.tree/v1";
const OPTIONS = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  tags: Tagged.preserve(18),
};

const sha256 = (...parts: Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

function asMap(value: unknown, what: string): Labels {
  check(value instanceof Map, what);
  return value as Labels;
}

function asBytes(value: unknown, what: string): Uint8Array {
  check(value instanceof Uint8Array, what);
  return value;
}

/** RFC 9162 section 2.1.3.2, by halving: the root of the tree of `size` leaves in which `leaf` stands at `index`. */
function rootOf(leaf: Uint8Array, place: { index: number; size: number; path: Uint8Array[] }): Uint8Array {
  const { index, size, path } = place;
  if (size === 1) {
    check(path.length === 0 && index === 0, "the path is used up");
    return leaf;
  }
  let half = 1;
  while (half * 2 < size) half *= 2;
  const sibling = path.at(-1);
  check(sibling !== undefined, "the path is long enough");
  const below = path.slice(0, -1);
  return index < half
    ? sha256(Uint8Array.of(1), rootOf(leaf, { index, size: half, path: below }), sibling)
    : sha256(Uint8Array.of(1), sibling, rootOf(leaf, { index: index - half, size: size - half, path: below }));
}

/** RFC 9679: of an Ed25519 key { 1: 1, -1: 6, -2: x }, of an ML-DSA-44 key { 1: 7, 3: -48, -1: pub }. */
function thumbprintOf(key: KeyObject): Uint8Array {
  const jwk = key.export({ format: "jwk" });
  const members: [number, unknown][] =
    key.asymmetricKeyType === "ed25519"
      ? [
          [1, 1],
          [-1, 6],
          [-2, new Uint8Array(Buffer.from(jwk.x ?? "", "base64url"))],
        ]
      : [
          [1, 7],
          [3, -48],
          [-1, new Uint8Array(key.export({ format: "der", type: "spki" }).subarray(-1312))],
        ];
  return sha256(encode(new Map(members)));
}

/** A raw Ed25519 public key as node:crypto has it. */
export function ed25519Key(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

/** @throws {Error} saying what does not hold */
export function checkCoseReceipt(
  receipt: Uint8Array,
  { entry, key }: { entry: Uint8Array; key: KeyObject },
): CheckedPlace {
  const tagged = decode(receipt, OPTIONS) as Tagged;
  check(tagged instanceof Tagged && tagged.tag === 18, "tagged as COSE_Sign1");
  const parts = tagged.value as unknown[];
  check(Array.isArray(parts) && parts.length === 4, "an array of four");
  const protectedBytes = asBytes(parts[0], "protected header in bytes");
  const header = asMap(decode(protectedBytes, OPTIONS), "protected header");
  check(header.get(395) === 1, "tree of RFC 9162 with SHA-256");
  check(header.get(1) === (key.asymmetricKeyType === "ed25519" ? -8 : -48), "algorithm of the key");
  check(Buffer.from(asBytes(header.get(4), "kid")).equals(thumbprintOf(key)), "kid is the key's thumbprint");
  const claims = asMap(header.get(15), "CWT claims");
  check(typeof claims.get(1) === "string" && typeof claims.get(2) === "string", "issuer and subject");
  check(parts[2] === null, "payload detached");
  const proofs = asMap(asMap(parts[1], "unprotected header").get(396), "proofs").get(-1) as Uint8Array[];
  check(Array.isArray(proofs) && proofs.length === 1, "one proof of inclusion");
  const [size, index, path] = decode(asBytes(proofs[0], "proof in bytes"), OPTIONS) as [number, number, Uint8Array[]];
  check(index < size && path.length > 0 && path.every((hash) => asBytes(hash, "hash").length === 32), "proof");
  const root = rootOf(sha256(Uint8Array.of(0), entry), { index, size, path });
  const signed = encode(["Signature1", protectedBytes, new Uint8Array(0), new Uint8Array(root)]);
  check(verify(null, signed, key, asBytes(parts[3], "signature")), "signature over the root");
  const tree = asMap(header.get(TREE_LABEL), "tree header");
  check(tree.get("size") === size && tree.get("index") === index, "size and index as signed");
  return { origin: String(tree.get("origin")), size, index, time: String(tree.get("time")) };
}
