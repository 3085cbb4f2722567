/** Unlinkable presentations are bbs-2023 as others know it: what we sign the library of the field derives from and accepts, and the other way round. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createDiscloseCryptosuite,
  createSignCryptosuite,
  createVerifyCryptosuite,
} from "@digitalbazaar/bbs-2023-cryptosuite";
import { sign } from "@digitalbazaar/bbs-signatures";
import { MANDATORY_POINTERS, unlinkableCredential } from "#lib/credentials/bbs/form.ts";
import { presentUnlinkable } from "#lib/credentials/bbs/present.ts";
import { verifyUnlinkable } from "#lib/credentials/bbs/verify.ts";
import { documentLoader } from "#lib/credentials/canonize.ts";
import { blsMultikey } from "#lib/credentials/multibase.ts";
import { base, content, KEY, OWN } from "./bbs-maker.ts";

type Members = Record<string, unknown>;
type Signed = Members & { proof: Members };

/** The library replaces labels within values, too, and would sign another text: its own defect, and none in this one. */
const fields = { holder_name: "张𠮷", score: "93.5", remark: 'a "quote" and\nanother line' };
const POINTERS = ["/credentialSubject/field:score", "/credentialSubject/predicate:score_gte.90"];
const SHOWN = ["fields.score", "predicates.score_gte.90"];

async function libraryVerifies({ proof, ...document }: Signed): Promise<boolean> {
  const cryptosuite = createVerifyCryptosuite();
  const verifyData = await cryptosuite.createVerifyData({ cryptosuite, document, proof, documentLoader });
  const verificationMethod = { type: "Multikey", id: KEY, publicKeyMultibase: blsMultikey(OWN.publicKey) };
  const verifier = await cryptosuite.createVerifier({ verificationMethod });
  return await verifier.verify({ data: verifyData });
}

async function libraryDerives({ proof, ...document }: Signed): Promise<Signed> {
  const cryptosuite = createDiscloseCryptosuite({ selectivePointers: POINTERS });
  const dataIntegrityProof = { matchProof: async () => true };
  const purpose = { term: "assertionMethod" };
  return await cryptosuite.derive({
    ...{ cryptosuite, document, purpose, proofSet: [proof], documentLoader, dataIntegrityProof },
  });
}

async function librarySigns(): Promise<Signed> {
  const document = unlinkableCredential(content({ fields }));
  const cryptosuite = createSignCryptosuite({ mandatoryPointers: [...MANDATORY_POINTERS] });
  const proof = {
    type: "DataIntegrityProof",
    cryptosuite: "bbs-2023",
    verificationMethod: KEY,
    proofPurpose: "assertionMethod",
  };
  const verifyData = await cryptosuite.createVerifyData({ cryptosuite, document, proof, documentLoader });
  const multisign = (data: { header: Uint8Array; messages: Uint8Array[] }) =>
    sign({ ...OWN, ...data, ciphersuite: "BLS12-381-SHA-256" });
  const signer = { publicKey: OWN.publicKey, multisign };
  const proofValue = await cryptosuite.createProofValue({ verifyData, dataIntegrityProof: { signer } });
  return { ...document, proof: { ...proof, proofValue } };
}

test("the library accepts a presentation of ours, and not a changed one", async () => {
  const presentation = JSON.parse(await presentUnlinkable(await base({ fields }), SHOWN)) as Signed;
  assert.equal(await libraryVerifies(presentation), true);
  const changed = {
    ...presentation,
    credentialSubject: { ...(presentation.credentialSubject as Members), "field:score": "99" },
  };
  assert.equal(await libraryVerifies(changed), false);
});

test("the library derives from a base credential of ours what we accept", async () => {
  const derived = await libraryDerives(JSON.parse(await base({ fields })) as Signed);
  assert.equal(await verifyUnlinkable(derived, OWN.publicKey), "ok");
  assert.equal(await libraryVerifies(derived), true);
});

test("a base credential of the library's is one that we derive from", async () => {
  const presentation = JSON.parse(await presentUnlinkable(JSON.stringify(await librarySigns()), SHOWN)) as Signed;
  assert.equal(await verifyUnlinkable(presentation, OWN.publicKey), "ok");
  assert.equal(await libraryVerifies(presentation), true);
});
