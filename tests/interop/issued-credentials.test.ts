/**
 * What we issue, by the judgement of others: the schema of Open Badges, and the DCC's verifier with everything that it looks at, over a status
 * list and a DID document as they are served. It has no verdict of its own: each entry that is expected has to be there and be valid.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { batchSigner } from "#lib/credentials/batch-signer.ts";
import { bitsOf, ENTRIES_MIN } from "#lib/credentials/bitstring.ts";
import { ed25519Multikey } from "#lib/credentials/multibase.ts";
import { type CertificateContent, openBadge } from "#lib/credentials/open-badge.ts";
import { signCredential } from "#lib/credentials/sign-credential.ts";
import { signStatusList } from "#lib/credentials/sign-status-list.ts";
import { type Json, readJson, vectorTest } from "./vectors.ts";

const DAY_MS = 86_400_000;
const [HOST, SLUG] = ["https://issuer.example", "school"];
const ISSUER = `did:web:issuer.example:issuers:${SLUG}`;
const KEY = `${ISSUER}#key-1`;
const LIST = `${HOST}/issuers/${SLUG}/status/1`;
const secretKey = ed25519.utils.randomSecretKey();
const publicKeyMultibase = ed25519Multikey(ed25519.getPublicKey(secretKey));
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const signer = { secretKey, verificationMethod: KEY, created: ago(1) };
const [GOOD, REVOKED] = [4, 5];

function content(changes: Partial<CertificateContent> = {}): CertificateContent {
  return {
    certificateId: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37",
    issuer: { did: ISSUER, name: "示例学校 School", url: HOST },
    name: "结业证书 & <Certificate>",
    achievement: {
      ...{ id: "0193563f-9a10-7b22-a5d3-0e6f4c1d2b38", name: "课程 Course" },
      ...{ description: "两周 Two weeks", criteria: "通过考试 Passed" },
    },
    holderName: '张𠮷 O\'Neil "Ελένη"',
    validFrom: ago(1),
    validUntil: ago(-365),
    fields: { holder_name: "张𠮷", score: "90" },
    status: { list: LIST, index: GOOD },
    ...changes,
  };
}

const issue = (changes?: Partial<CertificateContent>) => batchSigner(signer)(openBadge(content(changes)));

const didDocument = {
  "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
  id: ISSUER,
  verificationMethod: [{ id: KEY, type: "Multikey", controller: ISSUER, publicKeyMultibase }],
  assertionMethod: [KEY],
};
const list = { ...signer, issuer: ISSUER, address: LIST, bits: bitsOf(ENTRIES_MIN, [REVOKED]), validUntil: ago(-1) };

/** What the verifier may ask for, by address; anything else is not found. */
const served = new Map<string, string>([[`${HOST}/issuers/${SLUG}/did.json`, JSON.stringify(didDocument)]]);
globalThis.fetch = async (input) => {
  const text = served.get(input instanceof Request ? input.url : String(input));
  return new Response(text ?? "{}", {
    status: text === undefined ? 404 : 200,
    headers: { "content-type": "application/json" },
  });
};
// Takes the fetch that is there when it is loaded.
const { verifyCredential } = await import("@digitalcredentials/verifier-core");

type Entry = { id: string; valid?: boolean; error?: { name: string } };
type Answer = { log?: Entry[]; errors?: { name: string }[]; error?: unknown };

/** `signature: true` and the like: what the verifier says of each, and the names of what stopped it. */
async function judge(text: string): Promise<Record<string, unknown>> {
  const answer = (await verifyCredential({ credential: JSON.parse(text), knownDIDRegistries: [] })) as Answer;
  const entries = (answer.log ?? []).map(({ id, valid, error }) => [id, error?.name ?? valid]);
  const errors = (answer.errors ?? []).map(({ name }) => ["stopped", name]);
  return Object.fromEntries([...entries, ...errors].filter(([id]) => id !== "registered_issuer"));
}

const VALID = { valid_signature: true, expiration: true, revocation_status: true };

test("the DCC's verifier accepts what we issue: signature, period and status, each", async () => {
  served.set(LIST, await signStatusList(list));
  assert.deepEqual(await judge(await issue()), VALID);
  assert.deepEqual(await judge(await signCredential({ ...signer, credential: openBadge(content()) })), VALID);
});

test("it names what was revoked, expired or tampered with, and does not call a status good that it could not have", async () => {
  served.set(LIST, await signStatusList(list));
  const revoked = await judge(await issue({ status: { list: LIST, index: REVOKED } }));
  assert.deepEqual(revoked, { ...VALID, revocation_status: false });
  const expired = await judge(await issue({ validFrom: ago(9), validUntil: ago(2) }));
  assert.deepEqual([expired.valid_signature, expired.expiration], [true, false]);
  const text = await issue();
  for (const bent of [
    text.replace('"score":"90"', '"score":"91"'),
    text.replace("张𠮷", "李"),
    text.replace(/"proofValue":"z.../, '"proofValue":"z111'),
  ])
    assert.deepEqual(await judge(bent), { stopped: "invalid_signature" }, bent.slice(0, 60));
  served.delete(LIST);
  assert.equal((await judge(text)).revocation_status, "status_list_not_found");
  served.set(LIST, await signStatusList({ ...list, validUntil: ago(0.5) }));
  assert.equal((await judge(text)).revocation_status, "status_list_expired");
});

vectorTest(
  "the schema of Open Badges accepts what we issue, with and without an end, and nothing that lacks a part of it",
  async () => {
    const ajv = new Ajv2019({ allErrors: true, strict: false });
    (addFormats as unknown as { default?: typeof addFormats }).default?.(ajv as never) ?? addFormats(ajv as never);
    const schema = readJson<Json>("open-badges", "ob_v3p0_achievementcredential_schema.json");
    const validate = ajv.compile(schema);
    const good = [content(), content({ fields: {} }), content({ issuer: { did: ISSUER, name: "x" } })];
    const { validUntil: _, ...endless } = content();
    for (const each of [...good, endless]) {
      const credential = JSON.parse(await batchSigner(signer)(openBadge(each)));
      assert.ok(validate(credential), JSON.stringify(validate.errors));
    }
    const credential = JSON.parse(await issue());
    for (const name of ["@context", "id", "type", "issuer", "validFrom", "credentialSubject"]) {
      assert.ok(!validate({ ...credential, [name]: undefined }), name);
    }
    assert.ok(!validate({ ...credential, credentialStatus: [credential.credentialStatus] }));
  },
);
