/** The signatures below unlinkable proofs are those of the IETF's draft: its fixtures for BLS12-381 with SHA-256, signatures and proofs. */
import assert from "node:assert/strict";
import { sign, verifyProof } from "@digitalbazaar/bbs-signatures";
import { CIPHERSUITE as ciphersuite } from "#lib/credentials/bbs/suite.ts";
import { KEY_MAKERS } from "#lib/features/certificates/issuers/verbs/key-makers.ts";
import { listFiles, readJson, vectorTest } from "./vectors.ts";

interface SignatureFixture {
  signerKeyPair: { secretKey: string; publicKey: string };
  header: string;
  messages: string[];
  signature: string;
  result: { valid: boolean };
}
interface ProofFixture {
  signerPublicKey: string;
  header: string;
  presentationHeader: string;
  messages: string[];
  disclosedIndexes: number[];
  proof: string;
  result: { valid: boolean };
}

const FOLDER = ["bbs-ietf-fixtures", "bls12-381-sha-256"];
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

vectorTest("keys and signatures are those of the fixtures", async () => {
  const fixtures = listFiles(...FOLDER, "signature").map((path) => readJson<SignatureFixture>(path));
  assert.ok(fixtures.length > 0);
  for (const { signerKeyPair, header, messages, signature, result } of fixtures) {
    const [secretKey, publicKey] = [bytes(signerKeyPair.secretKey), bytes(signerKeyPair.publicKey)];
    if (result.valid) assert.deepEqual(KEY_MAKERS.bbs.publicOf(secretKey), publicKey);
    const given = { secretKey, publicKey, header: bytes(header), messages: messages.map(bytes), ciphersuite };
    const made = Buffer.from(await sign(given)).toString("hex");
    assert.equal(made === signature, result.valid);
  }
});

vectorTest("proofs of the fixtures hold, or do not, as they say", async () => {
  const fixtures = listFiles(...FOLDER, "proof").map((path) => readJson<ProofFixture>(path));
  assert.ok(fixtures.length > 0);
  for (const { signerPublicKey, header, presentationHeader, messages, disclosedIndexes, proof, result } of fixtures) {
    const holds = await verifyProof({
      ...{ publicKey: bytes(signerPublicKey), proof: bytes(proof), header: bytes(header), ciphersuite },
      presentationHeader: bytes(presentationHeader),
      disclosedMessages: disclosedIndexes.map((index) => bytes(messages[index] ?? "")),
      disclosedMessageIndexes: disclosedIndexes,
    }).catch(() => false);
    assert.equal(holds, result.valid);
  }
});
