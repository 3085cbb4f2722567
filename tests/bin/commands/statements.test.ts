/** Signed statements as an operator and a program meet them: keys and openness by commands, the door on the product's own server. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { cborMap, encodeCbor } from "#lib/core/cbor/encode.ts";
import { algOf, coseKeyItem, thumbprint } from "#lib/core/cose/key.ts";
import { CLAIM, HEADER } from "#lib/core/cose/labels.ts";
import { encodeSign1, signatureInput } from "#lib/core/cose/sign1.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { ed25519Signer } from "#tests/core/cose/receipt-fixture.ts";
import { client, createBank, folder, operate, product, run, setUp, tearDown, writeFiles } from "./installation.ts";
import { sealbook } from "./run-cli.ts";

const issuer = ed25519Signer();
const kid = toHex(thumbprint(issuer.key));
let organisation = "";

function statement(): Uint8Array {
  const claims = cborMap([
    [CLAIM.iss, "https://issuer.example"],
    [CLAIM.sub, "cli@1.2.3"],
  ]);
  const protectedBytes = encodeCbor(
    cborMap([
      [HEADER.alg, algOf(issuer.key)],
      [HEADER.kid, thumbprint(issuer.key)],
      [HEADER.cwtClaims, claims],
    ]),
  );
  const payload = utf8("open to everybody");
  const signature = issuer.sign(signatureInput(protectedBytes, payload));
  return encodeSign1({ protectedBytes, unprotectedHeader: cborMap([]), payload, signature });
}

async function register(): Promise<Response> {
  const headers = { authorization: `Bearer ${client.SEALBOOK_KEY}`, "content-type": "application/cose" };
  return await fetch(`${product.url}/entries`, { method: "POST", headers, body: new Uint8Array(statement()) });
}

before(async () => {
  await setUp();
  organisation = (await createBank()).id;
  writeFiles();
  await product.startWorker();
  await run(["submit", "a.txt", "--wait"]);
});
after(() => tearDown());

it("a statement is taken once its issuer's key is named and its ledger is public; its receipt verifies with it", async () => {
  writeFileSync(join(folder, "issuer.cose-key"), encodeCbor(coseKeyItem(issuer.key, { kid: true })));
  const key = join(folder, "issuer.cose-key");
  assert.equal((await register()).status, 400);
  const added = await operate("issuer-key", "add", key, "--org", organisation, "--json");
  assert.equal(added.code, 0, added.stderr);
  assert.deepEqual(JSON.parse(added.stdout).kids, [kid]);
  assert.equal((await register()).status, 400, "its payload would be read by everybody");
  const opened = await operate("ledger", "public", "on");
  assert.equal(opened.code, 0, opened.stderr);
  const answer = await register();
  assert.equal(answer.status, 201);
  writeFileSync(join(folder, "statement.receipt"), new Uint8Array(await answer.arrayBuffer()));
  writeFileSync(join(folder, "statement.cose"), statement());
  const policy = await (await fetch(`${product.url}/ledger/main/witness-policy`)).text();
  writeFileSync(join(folder, "policy"), policy);
  const verify = ["verify", "statement.receipt", "statement.cose", "--policy", "policy"];
  // The policy of a hybrid ledger asks for both of its keys: one signature alone is not enough, the other says so for itself.
  const half = await sealbook(verify, { cwd: folder });
  assert.equal(half.code, 2, half.stdout + half.stderr);
  const other = await fetch(
    `${answer.headers.get("location")?.replace(/^.*(?=\/entries\/)/, product.url)}?alg=ML-DSA-44`,
  );
  assert.equal(other.status, 200);
  writeFileSync(join(folder, "statement.receipt"), new Uint8Array(await other.arrayBuffer()));
  const held = await sealbook(verify, { cwd: folder });
  assert.equal(held.code, 0, held.stdout + held.stderr);
  const audited = await operate("audit");
  assert.equal(audited.code, 0, audited.stdout + audited.stderr);
  assert.equal((await operate("ledger", "public", "off")).code, 0);
  assert.equal((await operate("issuer-key", "end", kid, "--org", organisation)).code, 0);
  assert.equal((await operate("issuer-key", "end", kid, "--org", organisation)).code, 1);
});

it("what is no key, no organisation or no wish is refused with a sentence", async () => {
  const none = await operate("issuer-key", "add", join(folder, "a.txt"), "--org", organisation);
  assert.deepEqual([none.code, /COSE_Key/.test(none.stderr)], [1, true], none.stderr);
  assert.equal((await operate("issuer-key", "add", join(folder, "a.txt"), "--org", "nobody")).code, 2);
  assert.equal((await operate("ledger", "public", "maybe")).code, 2);
});
