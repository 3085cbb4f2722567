/** Names of the cryptosuite and of the signatures below it (IETF BBS Signatures, BLS12-381 with SHA-256). */

export const BBS_CRYPTOSUITE = "bbs-2023";
export const CIPHERSUITE = "BLS12-381-SHA-256";
