/** The tree of a batch (RFC 6962 section 2.1), built by merkletreejs with the settings that make it that one. */
import { createHash } from "node:crypto";
import { MerkleTree } from "merkletreejs";

const NODE_PREFIX = Buffer.of(0x01);
const HASH_BYTES = 32;

/** The library joins a node's children before it hashes them; leaves are hashed under their own prefix already. */
const hashNode = (children: Buffer): Buffer => createHash("sha256").update(NODE_PREFIX).update(children).digest();

export interface BatchTree {
  root: Buffer;
  /** The siblings on the way up from a leaf, the lowest first, one behind the other. */
  pathOf: (index: number) => Buffer;
}

/** @param leafHashes SHA-256(0x00 ‖ leaf), in the order of the leaves; at least one */
export function buildTree(leafHashes: readonly Buffer[]): BatchTree {
  if (leafHashes.length === 0) throw new RangeError("a batch has a certificate");
  const tree = new MerkleTree([...leafHashes], hashNode, { hashLeaves: false, sortPairs: false, duplicateOdd: false });
  return {
    root: tree.getRoot(),
    // Asked for by index: equal leaves are told apart by their place alone.
    pathOf: (index) => {
      const path = tree.getProof(leafHashes[index] as Buffer, index).map(({ data }) => data);
      return Buffer.concat(path, path.length * HASH_BYTES);
    },
  };
}
