/**
 * The tree of a renewal: the shape of RFC 6962 section 2.1 over SHA3-256, with a leaf for each leaf of the ledger's tree, in its place. As
 * RFC 4998 section 5.3 has it, a leaf binds the data anew *and* what vouched for it so far, so that all of it stands as it was when the
 * digests and signatures of before come to prove nothing.
 */
import { sha3_256 } from "@noble/hashes/sha3.js";
import type { JoinNodes, TreeHashes } from "../log/merkle.ts";
import { concat, DIGEST_BYTES, toBase64, utf8 } from "../text/bytes.ts";

const LEAF_VERSION = "sealbook.renewed-leaf/v1";
const ATTESTED_VERSION = "sealbook.attested/v1";
/** Written where there is nothing: no content digest, no private details. */
export const NONE = "-";
const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = Uint8Array.of(0x01);

export const sha3 = (bytes: Uint8Array): Uint8Array => sha3_256(bytes);

/** What one leaf binds. Digests are SHA3-256, of 32 bytes. */
export type RenewedLeaf = {
  /** The bytes that the ledger logged, whatever they are. */
  entry: Uint8Array;
  /** The record whose hash the entry states; undefined for a leaf that has none, such as a block's header. */
  record: Uint8Array | undefined;
  /** Of the private details. */
  details: Uint8Array | undefined;
  /** Of the content; undefined: renewed as a record only. */
  content: Uint8Array | undefined;
  /** `attestedDigest` of the checkpoint that the entry's receipt shows. */
  attested: Uint8Array;
};

/**
 * The bytes of a leaf: five lines, then the entry, whose length the fifth states, then the record. The record has a salt in it, so that
 * nobody who knows a content can find it by its leaf.
 */
export function encodeRenewedLeaf({ entry, record, details, content, attested }: RenewedLeaf): Uint8Array {
  const lines = [
    LEAF_VERSION,
    `content ${digestText(content)}`,
    `details ${digestText(details)}`,
    `attested ${digestText(attested)}`,
    `entry ${entry.length}`,
  ];
  return concat(utf8(`${lines.join("\n")}\n`), entry, record ?? new Uint8Array(0));
}

function digestText(digest: Uint8Array | undefined): string {
  if (digest === undefined) return NONE;
  if (digest.length !== DIGEST_BYTES) throw new RangeError("a digest is 32 bytes long");
  return toBase64(digest);
}

/** SHA3-256(0x00 ‖ leaf). */
export function renewedLeafHash(leaf: RenewedLeaf): Uint8Array {
  return SHA3_TREE.leaf(encodeRenewedLeaf(leaf));
}

/** SHA3-256(0x01 ‖ left ‖ right). */
export const joinRenewed: JoinNodes = (left, right) => sha3(concat(NODE_PREFIX, left, right));

/** Trees of RFC 6962's shape under SHA3-256. */
export const SHA3_TREE: TreeHashes = { leaf: (bytes) => sha3(concat(LEAF_PREFIX, bytes)), join: joinRenewed };

/**
 * What vouches for something: a text with its signatures, and the tokens over it, in their order.
 *
 * @param text the whole note with every line: a checkpoint's, or that of a renewal's statement
 */
export function attestedDigest({ text, tokens }: { text: string; tokens: readonly Uint8Array[] }): Uint8Array {
  return sha3(
    utf8(`${ATTESTED_VERSION}\n${[utf8(text), ...tokens].map((each) => `${toBase64(sha3(each))}\n`).join("")}`),
  );
}
