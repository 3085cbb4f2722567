/** What is used in tests of a library that ships no types. */
declare module "@digitalbazaar/bbs-2023-cryptosuite" {
  type Members = Record<string, unknown>;
  type Given = { cryptosuite: unknown; document: object; proof: Members; documentLoader: unknown };
  export function createVerifyCryptosuite(): {
    createVerifyData(input: Given): Promise<unknown>;
    createVerifier(input: {
      verificationMethod: object;
    }): Promise<{ verify(input: { data: unknown }): Promise<boolean> }>;
  };
  export function createDiscloseCryptosuite(options: { selectivePointers: string[] }): {
    derive(input: Members): Promise<Members & { proof: Members }>;
  };
  export function createSignCryptosuite(options: { mandatoryPointers: string[] }): {
    createVerifyData(input: Given): Promise<unknown>;
    createProofValue(input: { verifyData: unknown; dataIntegrityProof: object }): Promise<string>;
  };
}
