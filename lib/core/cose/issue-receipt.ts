/** The receipts that a ledger issues for its entries: RFC 9942, with what RFC 9943 asks for, and with the tree header. */
import { cborMap, encodeCbor } from "../cbor/encode.ts";
import { algOf, type CoseKey, thumbprint } from "./key.ts";
import { CLAIM, HEADER, PROOF, VDS_RFC9162_SHA256 } from "./labels.ts";
import type { TreeHeader } from "./receipt.ts";
import { encodeSign1, signatureInput } from "./sign1.ts";

/** A key that signs: `sign` gives COSE's form of a signature over bytes. */
export type CoseSigner = { key: CoseKey; sign: (bytes: Uint8Array) => Uint8Array };

export type Issued = {
  /** Of the tree of `size` entries. */
  root: Uint8Array;
  /** From the leaf upwards; at least one hash: a tree of one leaf has no receipt (section 5.2). */
  path: readonly Uint8Array[];
  tree: TreeHeader;
  /** CWT claims, RFC 9943 section 6.2: who issues, and about what. */
  issuer: string;
  subject: string;
};

/** The receipt's bytes. Throws RangeError for a path without hashes. */
export function issueReceipt(issued: Issued, { key, sign }: CoseSigner): Uint8Array {
  const { root, path, tree, issuer, subject } = issued;
  if (path.length === 0) throw new RangeError("a tree of one leaf has no receipt");
  const protectedBytes = encodeCbor(
    cborMap([
      [HEADER.alg, algOf(key)],
      [HEADER.kid, thumbprint(key)],
      [
        HEADER.cwtClaims,
        cborMap([
          [CLAIM.iss, issuer],
          [CLAIM.sub, subject],
        ]),
      ],
      [HEADER.vds, VDS_RFC9162_SHA256],
      [HEADER.tree, cborMap(Object.entries(tree))],
    ]),
  );
  const proof = encodeCbor([tree.size, tree.index, path]);
  return encodeSign1({
    protectedBytes,
    unprotectedHeader: cborMap([[HEADER.vdp, cborMap([[PROOF.inclusion, [proof]]])]]),
    payload: null,
    signature: sign(signatureInput(protectedBytes, root)),
  });
}
