/** Credentials that others made and signed: W3C's vectors byte for byte, and the samples of 1EdTech and the DCC by their right verdict. */
import assert from "node:assert/strict";
import { verifyEd25519 } from "#lib/core/log/signature.ts";
import { concat, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { readBaked } from "#lib/credentials/bake.ts";
import { canonize } from "#lib/credentials/canonize.ts";
import { contextOf } from "#lib/credentials/contexts.ts";
import type { CredentialFailure } from "#lib/credentials/credential-failures.ts";
import { issuerOf, readCredential, verifyCredential } from "#lib/credentials/data-integrity.ts";
import { fromMultibase, readEd25519Multikey, toMultibase } from "#lib/credentials/multibase.ts";
import { type Json, listFiles, readBytes, readJson, readText, vectorTest } from "./vectors.ts";

const VECTORS = "vc-di-eddsa";
const KNOWN = /^https:\/\/www\.w3\.org\/ns\/credentials\//;
const EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2";
/** What W3C's examples have as a context: every word is a term. Only here: it would sign anything. */
const withExamples = async (url: string) =>
  url === EXAMPLES ? { "@context": { "@vocab": "https://www.w3.org/ns/credentials/examples#" } } : contextOf(url);

/** The key that a did:key names in itself. */
function didKey(method: string): Uint8Array | undefined {
  const [did = "", fragment] = method.split("#");
  const key = did.startsWith("did:key:") ? did.slice("did:key:".length) : undefined;
  return fragment === undefined || fragment === key ? readEd25519Multikey(key) : undefined;
}

vectorTest("W3C's eddsa-rdfc-2022 vectors: canonical forms, digests and proofs, byte for byte", async (context) => {
  const folders = listFiles(VECTORS, "eddsa-rdfc-2022").filter((path) => path.endsWith("signedDataInt.json"));
  assert.ok(folders.length > 0);
  for (const path of folders.map((each) => each.split("/").slice(0, -1))) {
    await context.test(path.join("/"), async (subtest) => {
      const { proof, ...document } = readJson<Json & { proof: Json }>(...path, "signedDataInt.json");
      const [ofDocument, ofOptions] = [
        readText(...path, "canonDocDataInt.txt"),
        readText(...path, "proofCanonDataInt.txt"),
      ];
      const options = readJson<Json>(...path, "proofConfigDataInt.json");
      const unknown = [document["@context"]].flat().filter((each) => !KNOWN.test(String(each)));
      if (unknown.length > 0) subtest.diagnostic(`canonical form not made anew: no copy of ${unknown.join(" ")}`);
      else {
        assert.equal(await canonize(document, withExamples), ofDocument);
        assert.equal(await canonize(options, withExamples), ofOptions);
      }
      assert.equal(toHex(sha256(utf8(ofDocument))), readText(...path, "docHashDataInt.txt"));
      assert.equal(toHex(sha256(utf8(ofOptions))), readText(...path, "proofHashDataInt.txt"));
      const message = concat(sha256(utf8(ofOptions)), sha256(utf8(ofDocument)));
      assert.equal(toHex(message), readText(...path, "combinedHashDataInt.txt"));
      const signature = new Uint8Array(Buffer.from(readText(...path, "sigHexDataInt.txt"), "hex"));
      assert.equal(toMultibase(signature), readText(...path, "sigBTC58DataInt.txt"));
      assert.deepEqual(fromMultibase(String(proof.proofValue)), signature);
      const publicKey = didKey(String(proof.verificationMethod));
      assert.ok(publicKey && verifyEd25519({ signature, message, publicKey }));
      if (unknown.length > 0) return;
      // Their issuer is an address and their key a did:key: nothing but the document itself says that the two belong together.
      const text = readText(...path, "signedDataInt.json");
      const foreign = await verifyCredential({ text, keyOf: didKey, contexts: withExamples });
      assert.ok("failed" in foreign && foreign.failed === "key_of_other_issuer");
    });
  }
});

vectorTest("W3C's proof sets and chains, and other cryptosuites, are refused by name", async () => {
  const files = listFiles(VECTORS).filter((path) => /\/signed[^/]*\.json$/.test(path) && !path.includes("rdfc"));
  assert.ok(files.length > 0);
  for (const file of files) {
    const text = readText(file);
    const outcome = await verifyCredential({ text, keyOf: didKey, contexts: withExamples });
    const failed = "failed" in outcome ? outcome.failed : "holds";
    const isSet = Array.isArray((JSON.parse(text) as Json).proof);
    const expected = isSet ? ["proof_set"] : ["proof_unsupported", "key_of_other_issuer"];
    assert.ok(expected.includes(failed), `${file}: ${failed}`);
  }
});

/** As the files' names say, of those that a proof of our kind signs by a key that they name themselves. */
const NAMED: readonly [RegExp, readonly (CredentialFailure | "holds")[]][] = [
  [/bothSignatureTypes/, ["proof_set"]],
  [/tampered/i, ["content_mismatch"]],
  // Its context is one that we do not carry.
  [/oldDCCExample/, ["unknown_context"]],
  [/./, ["holds"]],
];

vectorTest("the DCC's credentials have the verdict that their names say", async (context) => {
  const files = listFiles("dcc-vc-test-fixtures").filter((path) => path.endsWith(".json"));
  const own = files.filter((file) => readText(file).includes('"eddsa-rdfc-2022"'));
  assert.ok(own.length > 0);
  for (const file of own) {
    await context.test(file, async () => {
      const text = readText(file);
      const expected = NAMED.find(([pattern]) => pattern.test(file))?.[1] ?? [];
      const credential = readCredential(text) as Json;
      const isKey = issuerOf(credential).startsWith("did:key:");
      const outcome = await verifyCredential({ text, keyOf: didKey });
      const found = "failed" in outcome ? outcome.failed : "holds";
      // A did:web's key is at its host, which nobody asks here.
      const wanted = isKey || !expected.includes("holds") ? expected : ["key_unknown"];
      assert.ok((wanted as string[]).includes(found), `${found}: ${JSON.stringify(outcome).slice(0, 200)}`);
      if (found !== "holds") return;
      const bent = JSON.parse(text) as Json & { credentialSubject: Json };
      bent.credentialSubject.name = "Somebody Else";
      const again = await verifyCredential({ text: JSON.stringify(bent), keyOf: didKey });
      assert.ok(
        "failed" in again && ["content_mismatch", "undefined_term"].includes(again.failed),
        JSON.stringify(again).slice(0, 200),
      );
    });
  }
});

vectorTest("none of 1EdTech's samples that are wrong holds, and each is refused or read by a name", async (context) => {
  const files = listFiles("open-badges", "validator-samples").filter((path) => path.endsWith(".json"));
  assert.ok(files.length > 0);
  for (const file of files) {
    await context.test(file, async () => {
      const outcome = await verifyCredential({ text: readText(file), keyOf: didKey });
      const isWrong = /-err-(?:context|proof|issuer\.|type\.)|noproof|multiple-proofs/.test(file);
      if (isWrong) assert.ok("failed" in outcome, file);
      if (/noproof/.test(file)) assert.ok("failed" in outcome && outcome.failed === "proof_missing");
      if (/multiple-proofs/.test(file)) assert.ok("failed" in outcome && outcome.failed === "proof_set");
      if (/err-context\./.test(file)) assert.ok("failed" in outcome && outcome.failed === "not_a_credential");
    });
  }
});

vectorTest("pictures of others give their credential, and none is found in those without", async (context) => {
  const samples = ["open-badges", "dcc-vc-test-fixtures"].flatMap((folder) => listFiles(folder));
  const pictures = samples.filter((path) => /\.(?:png|svg)$/.test(path));
  assert.ok(pictures.length > 0);
  for (const picture of pictures) {
    await context.test(picture, async () => {
      const text = await readBaked(readBytes(picture));
      if (/simple-json\./.test(picture)) assert.ok(text !== undefined && Object.hasOwn(readCredential(text), "issuer"));
      else if (/simple-jwt/.test(picture)) assert.match(text ?? "", /^[\w-]+\.[\w-]*\.[\w-]+$/);
      else assert.equal(text, undefined);
    });
  }
});
