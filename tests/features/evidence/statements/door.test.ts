/** The SCITT door: a signed statement becomes an entry of the ledger as it stands, once, and its receipt holds for programs of others. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, sign } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { decodeCbor } from "#lib/core/cbor/decode.ts";
import { cborMap, encodeCbor } from "#lib/core/cbor/encode.ts";
import { type Cbor, type CborMap, isCborMap } from "#lib/core/cbor/value.ts";
import { isFailed } from "#lib/core/cose/failures.ts";
import type { CoseSigner } from "#lib/core/cose/issue-receipt.ts";
import { algOf, coseKeyItem, parseKeys, thumbprint } from "#lib/core/cose/key.ts";
import { CLAIM, HEADER } from "#lib/core/cose/labels.ts";
import { parseCoseReceipt } from "#lib/core/cose/receipt.ts";
import { encodeSign1, parseSign1, signatureInput } from "#lib/core/cose/sign1.ts";
import { parseStatement } from "#lib/core/cose/statement.ts";
import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { addIssuerKeys, endIssuerKey } from "#lib/features/evidence/statements/verbs/change-issuer-keys.ts";
import { auditLedger } from "#lib/features/ledger/audit/verbs/audit-ledger.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { setLedgerPublic } from "#lib/features/ledger/sealing/verbs/set-public.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { ed25519Signer, mlDsaSigner, p256Signer } from "#tests/core/cose/receipt-fixture.ts";
import { checkCoseReceipt, ed25519Key } from "#tests/interop/independent-cose.ts";
import { forge, newKey } from "#tests/pki/forged-certificates.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { testFolder } from "#tests/support/environment.ts";
import { problemCode } from "#tests/support/problem-code.ts";

const operator = { kind: "operator" } as const;
const issuer = ed25519Signer();
const SHA256_ALG = -16n;

let ours: TestOrganisation;
let key: Record<string, string>;

type Members = (readonly [bigint | string, Cbor])[];

function statement(
  payload: Uint8Array | null = utf8('{"claim":true}'),
  options: { signer?: CoseSigner; members?: Members; unprotected?: Members; subject?: string; claims?: CborMap } = {},
): Uint8Array {
  const { signer = issuer, members = [], unprotected = [], subject = "cli@1.2.3" } = options;
  const claims = cborMap([
    [CLAIM.iss, "https://issuer.example"],
    [CLAIM.sub, subject],
  ]);
  const protectedBytes = encodeCbor(
    cborMap([
      [HEADER.alg, algOf(signer.key)],
      [HEADER.kid, thumbprint(signer.key)],
      [HEADER.cwtClaims, options.claims ?? claims],
      ...members,
    ]),
  );
  const signature = signer.sign(signatureInput(protectedBytes, payload ?? new Uint8Array(0)));
  return encodeSign1({ protectedBytes, unprotectedHeader: cborMap(unprotected), payload, signature });
}

const envelope = (content: string, extra: Members = []) =>
  statement(sha256(utf8(content)), { members: [[HEADER.payloadHashAlg, SHA256_ALG], ...extra], subject: content });

const envelopeOf = (claims: CborMap) =>
  statement(sha256(utf8("claims")), { members: [[HEADER.payloadHashAlg, SHA256_ALG]], claims });

async function post(bytes: Uint8Array, headers: Record<string, string> = key) {
  const init = {
    method: "POST",
    headers: { "content-type": "application/cose", ...headers },
    body: new Uint8Array(bytes),
  };
  const response = await send("/entries", init);
  return { response, body: new Uint8Array(await response.arrayBuffer()) };
}

/** What a refusal says, by its code. RFC 9290 */
async function refused(bytes: Uint8Array, headers?: Record<string, string>): Promise<[number, unknown]> {
  const { response, body } = await post(bytes, headers);
  return [response.status, codeOf(response, body)];
}

function codeOf(response: Response, body: Uint8Array): unknown {
  assert.equal(response.headers.get("content-type"), "application/concise-problem-details+cbor");
  const decoded = decodeCbor(body, "deterministic");
  assert.ok("item" in decoded && isCborMap(decoded.item));
  assert.ok(typeof decoded.item.get(-1n) === "string" && typeof decoded.item.get(-2n) === "string");
  return problemCode(response.headers, body);
}

/** Anchors what waits while `work` is under way, as the worker does. */
async function anchoring<T>(work: Promise<T>, ledger = "main"): Promise<T> {
  let isOver = false;
  const appending = (async () => {
    while (!isOver) {
      await appendBlock({ ledger });
      await sleep(20);
    }
  })();
  try {
    return await work;
  } finally {
    isOver = true;
    await appending;
  }
}

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation();
  key = { authorization: `Bearer ${ours.apiKey.secret}` };
  const bytes = encodeCbor(coseKeyItem(issuer.key, { kid: false }));
  await addIssuerKeys({ actor: operator, organisationId: ours.id, bytes });
  // The ledger's first entry: a tree of one leaf has no receipts.
  await callJson(at("/api/v1/evidence").POST, {
    method: "POST",
    headers: key,
    body: { sha256: "ab".repeat(32), name: "a" },
  });
  await appendBlock({ ledger: "main" });
});
after(() => dropTestDatabase());

describe("the SCITT door", () => {
  it("takes a hash envelope on any ledger: 201 with its address and a receipt that others check", async () => {
    const bytes = envelope("contract");
    const { response, body } = await anchoring(post(bytes));
    assert.equal(response.status, 201);
    const parsed = parseStatement(bytes);
    assert.ok(!isFailed(parsed));
    const path = new URL(response.headers.get("location") ?? "").pathname;
    assert.equal(path, `/entries/${toHex(sha256(parsed.entry))}`);
    const raw = await keyOfLedger();
    const place = checkCoseReceipt(body, { entry: parsed.entry, key: ed25519Key(raw) });
    const receipt = parseCoseReceipt(body, "deterministic");
    assert.ok(!isFailed(receipt));
    assert.equal(receipt.subject, "contract");
    const again = await send(path);
    assert.deepEqual(new Uint8Array(await again.arrayBuffer()), body);
    const bundle = await pool().query("SELECT entry FROM ledger_entry WHERE index = $1", [place.index]);
    assert.deepEqual(new Uint8Array(bundle.rows[0].entry), parsed.entry);
  });

  it("the same statement, whatever rides in its unprotected header, is registered once", async () => {
    const bytes = envelope("once");
    const first = await anchoring(post(bytes));
    const message = parseSign1(bytes, "foreign");
    assert.ok(!isFailed(message));
    const decorated = encodeSign1({ ...message, unprotectedHeader: cborMap([["note", "later"]]) });
    const second = await post(decorated);
    assert.equal(second.response.headers.get("location"), first.response.headers.get("location"));
    assert.deepEqual(second.body, first.body);
    // By another signature it is another entry.
    const other = await anchoring(post(envelope("once", [["nonce", 1n]])));
    assert.notEqual(other.response.headers.get("location"), first.response.headers.get("location"));
    const { rows } = await pool().query("SELECT count(*)::integer AS count FROM statement WHERE subject = 'once'");
    assert.equal(rows[0].count, 2);
  });

  it("while no block is made: 202 with the address, there 204 to be asked again, and then the receipt", async () => {
    const { response, body } = await post(envelope("waits"));
    assert.deepEqual([response.status, body.length], [202, 0]);
    const path = new URL(response.headers.get("location") ?? "").pathname;
    const waiting = await send(path);
    assert.equal(waiting.status, 204);
    assert.deepEqual([waiting.headers.get("retry-after"), waiting.headers.get("cache-control")], ["2", "no-store"]);
    await appendBlock({ ledger: "main" });
    const ready = await send(path);
    assert.deepEqual(
      [ready.status, ready.headers.get("content-type")],
      [200, 'application/cose; cose-type="cose-sign1"'],
    );
  });

  it("a payload that everybody would read is taken only where the ledger is declared public", async () => {
    assert.deepEqual(await refused(statement()), [400, "statement_exposed"]);
    // Said to be a digest, and none; or said of what the digest itself is.
    const wrong = statement(utf8("not 32 bytes"), { members: [[HEADER.payloadHashAlg, SHA256_ALG]] });
    assert.deepEqual(await refused(wrong), [400, "statement_exposed"]);
    assert.deepEqual(await refused(envelope("typed", [[HEADER.contentType, "text/plain"]])), [
      400,
      "statement_exposed",
    ]);
    await setLedgerPublic({ actor: operator, ledger: "main", isPublic: true });
    assert.equal((await anchoring(post(statement()))).response.status, 201);
    await setLedgerPublic({ actor: operator, ledger: "main", isPublic: false });
    assert.deepEqual(await refused(statement(utf8("after"))), [400, "statement_exposed"]);
  });

  it("takes P-256 and ML-DSA-44 of issuers as well, once their keys are named, and no longer than that", async () => {
    for (const signer of [p256Signer(), mlDsaSigner()]) {
      const made = () => {
        const members: Members = [[HEADER.payloadHashAlg, SHA256_ALG]];
        return statement(sha256(utf8(signer.key.type)), { signer, members });
      };
      assert.deepEqual(await refused(made()), [400, "statement_key_unknown"]);
      const bytes = encodeCbor(coseKeyItem(signer.key, { kid: false }));
      const [kid = ""] = await addIssuerKeys({ actor: operator, organisationId: ours.id, bytes });
      assert.equal((await anchoring(post(made()))).response.status, 201);
      await endIssuerKey({ actor: operator, organisationId: ours.id, kid });
      assert.deepEqual(await refused(made()), [400, "statement_key_unknown"]);
    }
  });

  it("answers for the ledger that was asked, where two have the same statement", async () => {
    await ensureLedger("other");
    const theirs = await makeOrganisation();
    await pool().query("UPDATE organisation SET ledger = 'other' WHERE id = $1", [theirs.id]);
    const bytes = encodeCbor(coseKeyItem(issuer.key, { kid: false }));
    await addIssuerKeys({ actor: operator, organisationId: theirs.id, bytes });
    const same = envelope("in two ledgers");
    const first = await anchoring(post(same));
    const second = await anchoring(post(same, { authorization: `Bearer ${theirs.apiKey.secret}` }), "other");
    const originOf = (receipt: Uint8Array) => {
      const parsed = parseCoseReceipt(receipt);
      assert.ok(!isFailed(parsed));
      return parsed.tree?.origin.split("/").at(-1);
    };
    assert.deepEqual([first.response.status, second.response.status], [201, 201]);
    assert.deepEqual([originOf(first.body), originOf(second.body)], ["main", "other"]);
    const addresses = [first, second].map(({ response }) => new URL(response.headers.get("location") ?? ""));
    assert.deepEqual(
      addresses.map(({ search }) => search),
      ["", "?ledger=other"],
    );
    for (const [address, origin] of [
      [addresses[0]!, "main"],
      [addresses[1]!, "other"],
    ] as const) {
      const answer = await send(address.pathname + address.search);
      assert.equal(originOf(new Uint8Array(await answer.arrayBuffer())), origin);
    }
    assert.equal((await send(`${addresses[0]?.pathname}?ledger=nothing`)).status, 404);
  });

  it("takes no certificate that is not valid when the statement is registered", async () => {
    const pair = newKey();
    const names = { subject: "issuer.example", issuer: "issuer.example" };
    const certificate = forge({ ...names, key: pair, by: pair, extensions: [], until: "20210101000000Z" });
    const members: Members = [
      [HEADER.payloadHashAlg, SHA256_ALG],
      [HEADER.x5chain, certificate],
    ];
    assert.deepEqual(await refused(statement(sha256(utf8("ended")), { members })), [
      400,
      "statement_certificate_expired",
    ]);
  });

  it("takes the key of a certificate in the protected header, whoever it names, and no other key for it", async () => {
    const folder = mkdtempSync(join(testFolder, "issuer-"));
    const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "certificate.der")];
    const made = ["-newkey", "ed25519", "-nodes", "-keyout", keyFile, "-subj", "/CN=issuer.example"];
    execFileSync("openssl", ["req", "-x509", ...made, "-outform", "DER", "-out", certificateFile], { stdio: "ignore" });
    const privateKey = createPrivateKey(readFileSync(keyFile));
    const certified = { ...issuer, sign: (bytes: Uint8Array) => new Uint8Array(sign(null, bytes, privateKey)) };
    const members: Members = [
      [HEADER.payloadHashAlg, SHA256_ALG],
      [HEADER.x5chain, new Uint8Array(readFileSync(certificateFile))],
    ];
    const payload = sha256(utf8("certified"));
    assert.equal((await anchoring(post(statement(payload, { signer: certified, members })))).response.status, 201);
    assert.deepEqual(await refused(statement(payload, { members })), [400, "statement_signature_invalid"]);
  });

  it("refuses what is no statement, unsigned, too large or of another type, each by name and in CBOR", async () => {
    const good = envelope("refusals");
    assert.deepEqual(await refused(good.subarray(1)), [400, "statement_malformed"]);
    assert.deepEqual(await refused(Uint8Array.from([...good, 0])), [400, "statement_malformed"]);
    assert.deepEqual(await refused(statement(null)), [400, "statement_payload_missing"]);
    assert.deepEqual(await refused(statement(utf8("x"), { claims: cborMap([]) })), [400, "statement_malformed"]);
    const forged = Uint8Array.from(good);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    assert.deepEqual(await refused(forged), [400, "statement_signature_invalid"]);
    assert.deepEqual(await refused(new Uint8Array(65_536)), [413, "payload_too_large"]);
    assert.deepEqual(await refused(good, { ...key, "content-type": "application/json" }), [
      415,
      "unsupported_media_type",
    ]);
    assert.deepEqual(await refused(good, { authorization: "" }), [401, "unauthenticated"]);
    const named = (iss: string, sub: string) =>
      cborMap([
        [CLAIM.iss, iss],
        [CLAIM.sub, sub],
      ]);
    for (const text of ["a\u0000b", "a\nb", "", "x".repeat(1025)]) {
      for (const claims of [named(text, "cli"), named("https://issuer.example", text)])
        assert.deepEqual(await refused(envelopeOf(claims)), [400, "statement_malformed"], JSON.stringify(text));
    }
    const put = await send("/entries", { method: "PUT" });
    assert.deepEqual([put.status, codeOf(put, new Uint8Array(await put.arrayBuffer()))], [405, "method_not_allowed"]);
    const none = await send(`/entries/${"0".repeat(64)}`);
    assert.deepEqual([none.status, codeOf(none, new Uint8Array(await none.arrayBuffer()))], [404, "not_found"]);
  });

  it("publishes the keys of its receipts, all and one by one", async () => {
    const all = await send("/.well-known/scitt-keys");
    assert.equal(all.headers.get("content-type"), "application/cbor");
    const keys = parseKeys(new Uint8Array(await all.arrayBuffer()), "deterministic");
    assert.ok(!isFailed(keys) && keys.length > 0);
    for (const each of keys) {
      const kid = Buffer.from(thumbprint(each)).toString("base64url");
      const one = await send(`/.well-known/scitt-keys/${kid}`);
      assert.deepEqual(parseKeys(new Uint8Array(await one.arrayBuffer()), "deterministic"), [each]);
    }
    const none = await send(`/.well-known/scitt-keys/${"A".repeat(43)}`);
    assert.deepEqual([none.status, codeOf(none, new Uint8Array(await none.arrayBuffer()))], [404, "not_found"]);
  });

  it("the audit finds nothing wrong with the ledger that holds them, and names a statement that was exchanged", async () => {
    const audit = async () => {
      const { findings } = await auditLedger({ ledger: "main", all: true });
      return findings;
    };
    assert.deepEqual(await audit(), []);
    const owner = new Client({ connectionString: process.env.DATABASE_URL });
    await owner.connect();
    try {
      await owner.query("SET session_replication_role = replica");
      await owner.query("UPDATE statement SET subject = 'another' WHERE subject = 'once'");
      assert.ok((await audit()).every(({ table, column }) => table === "statement" && column === "subject"));
      assert.equal((await audit()).length, 2);
      await owner.query("UPDATE statement SET subject = 'once' WHERE subject = 'another'");
      await owner.query(
        "UPDATE statement SET entry = entry || '\\x00'::bytea, hash = sha256(entry || '\\x00'::bytea) WHERE subject = 'contract'",
      );
      const exchanged = (await audit()).map(({ table, column }) => `${table}.${column}`);
      assert.ok(exchanged.includes("ledger_entry.entry") && exchanged.includes("statement.entry"), exchanged.join());
    } finally {
      await owner.end();
    }
  });

  it("the ledger's API and tiles show a statement as what it is", async () => {
    const { rows } = await pool().query<{ index: bigint }>(
      "SELECT index FROM statement_entry WHERE ledger = 'main' ORDER BY index LIMIT 1",
    );
    const index = String(rows[0]?.index);
    const view = await callJson(at("/api/v1/ledgers/{name}/entries/{index}").GET, { params: { name: "main", index } });
    assert.deepEqual([view.status, view.body.type], [200, "statement"]);
    assert.equal(view.body.entry, "");
    assert.ok(!isFailed(parseStatement(Buffer.from(view.body.entryBase64, "base64"))));
  });
});

async function keyOfLedger(): Promise<Uint8Array> {
  const keys = parseKeys(new Uint8Array(await (await send("/.well-known/scitt-keys")).arrayBuffer()));
  assert.ok(!isFailed(keys));
  return (keys.find(({ type }) => type === "ed25519") ?? assert.fail()).publicKey;
}
