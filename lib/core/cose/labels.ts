/** Numbers of COSE registries (IANA "CBOR Object Signing and Encryption"), and one label of our own. */

/** Header parameters: RFC 9052 table 3, RFC 9360, RFC 9596, RFC 9597, RFC 9942, RFC 9995. */
export const HEADER = {
  alg: 1n,
  crit: 2n,
  contentType: 3n,
  kid: 4n,
  cwtClaims: 15n,
  type: 16n,
  x5chain: 33n,
  x5t: 34n,
  payloadHashAlg: 258n,
  preimageContentType: 259n,
  payloadLocation: 260n,
  receipts: 394n,
  vds: 395n,
  vdp: 396n,
  /**
   * Ours: a map { "origin": tstr, "size": uint, "index": uint, "time": tstr }. RFC 9942 signs the root alone, and one path leads to one root
   * from hundreds of pairs of size and index; what stands here is signed.
   */
  tree: "sealbook.tree/v1",
} as const;

/** What a `crit` may name: everything here that is looked at where it stands. RFC 9052 section 3.1 */
export const UNDERSTOOD: ReadonlySet<bigint | string> = new Set<bigint | string>([
  HEADER.alg,
  HEADER.contentType,
  HEADER.kid,
  HEADER.cwtClaims,
  HEADER.type,
  HEADER.payloadHashAlg,
  HEADER.preimageContentType,
  HEADER.payloadLocation,
  HEADER.vds,
  HEADER.tree,
]);

/** RFC 8392 section 4. */
export const CLAIM = { iss: 1n, sub: 2n } as const;

/** RFC 9053, RFC 9864 (fully specified), RFC 9964 (ML-DSA). */
export const ALG = { es256: -7n, edDsa: -8n, esp256: -9n, ed25519: -19n, mlDsa44: -48n } as const;

/** RFC 9942: the tree of RFC 9162 with SHA-256. */
export const VDS_RFC9162_SHA256 = 1n;
/** RFC 9942: the proofs in `vdp`. */
export const PROOF = { inclusion: -1n, consistency: -2n } as const;

/** COSE_Sign1 (RFC 9052 section 4.2). */
export const SIGN1_TAG = 18n;
