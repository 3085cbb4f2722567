/** Tokens of real authorities, honest and not: what counts, and what is refused for which reason. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { encodeDer, encodeOid, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { buildTimestampRequest } from "#lib/rfc3161/request.ts";
import { checkTimestampResponse } from "#lib/rfc3161/response.ts";
import { checkTimestampToken } from "#lib/rfc3161/token.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority, tokenOf } from "#tests/support/tsa.ts";
import type { TsaKind } from "#tests/support/tsa-folder.ts";

const TEXT = "a checkpoint\n";
const IMPRINT = sha256(utf8(TEXT));

/** Reasons why a damaged token may not be checked at all. */
const UNKNOWN = ["algorithm_unknown", "certificate_missing", "constraints_not_evaluated"];

async function withTsa<T>(kind: TsaKind, use: (tsa: TsaAuthority) => Promise<T>): Promise<T> {
  const tsa = await makeTsa({ kind });
  try {
    return await use(tsa);
  } finally {
    tsa.remove();
  }
}

describe("timestamp tokens", { skip: OPENSSL_MISSING }, () => {
  let tsa: TsaAuthority;
  let stranger: TsaAuthority;
  let token: Uint8Array;
  before(async () => {
    [tsa, stranger] = await Promise.all([makeTsa(), makeTsa({ name: "Somebody else" })]);
    token = await tsa.stamp(TEXT);
  });
  after(() => {
    tsa?.remove();
    stranger?.remove();
  });

  for (const kind of ["ec", "ec-384", "ec-521", "rsa", "rsa-pss", "sha1-certificate-id", "intermediate"] as const) {
    it(`a token of kind ${kind} proves its time to a reader who named its authority, and to nobody else`, async () => {
      await withTsa(kind, async (own) => {
        const made = await own.stamp(TEXT);
        const check = (authorities?: Uint8Array[]) =>
          checkTimestampToken({ token: made, imprint: IMPRINT, authorities });
        const named = await check([stranger.ca, own.ca]);
        assert.ok(named.status === "ok", JSON.stringify(named));
        assert.equal(named.authority, "Example Time Stamping 示例时间戳");
        assert.ok(Math.abs(Date.parse(named.time) - Date.now()) < 60_000, named.time);
        const unnamed = { status: "unproven", authority: named.authority, time: named.time };
        assert.deepEqual([await check(), await check([])], [unnamed, unnamed]);
        const untrusted = await check([stranger.ca]);
        assert.deepEqual(
          [untrusted.status, untrusted.status === "failed" && untrusted.reason],
          ["failed", "authority_untrusted"],
        );
      });
    });
  }

  const refused: [TsaKind, string][] = [
    ["wrong-purpose", "wrong_purpose"],
    ["uncritical-purpose", "wrong_purpose"],
    ["expired", "certificate_expired"],
    ["weak-key", "algorithm_unsupported"],
  ];
  for (const [kind, reason] of refused) {
    it(`a token of kind ${kind} is refused, however well signed`, async () => {
      await withTsa(kind, async (own) => {
        const made = await own.stamp(TEXT);
        for (const authorities of [[own.ca], [own.certificate], []]) {
          const outcome = await checkTimestampToken({ token: made, imprint: IMPRINT, authorities });
          assert.deepEqual(outcome.status === "failed" && outcome.reason, reason);
        }
      });
    });
  }

  it("the authority's own certificate can be named instead of the one that issued it", async () => {
    const outcome = await checkTimestampToken({ token, imprint: IMPRINT, authorities: [tsa.certificate] });
    assert.equal(outcome.status, "ok");
  });

  it("a token about other bytes is refused before anything else is believed", async () => {
    const outcome = await checkTimestampToken({ token, imprint: sha256(utf8("other")), authorities: [tsa.ca] });
    assert.equal(outcome.status === "failed" && outcome.reason, "imprint_mismatch");
  });

  it("a time that is not there yet is refused where the reader's clock is given", async () => {
    const at = new Date(Date.now() - 3_600_000);
    const outcome = await checkTimestampToken({ token, imprint: IMPRINT, authorities: [tsa.ca], at });
    assert.equal(outcome.status === "failed" && outcome.reason, "time_implausible");
    const now = { token, imprint: IMPRINT, authorities: [tsa.ca], at: new Date() };
    assert.equal((await checkTimestampToken(now)).status, "ok");
  });

  it("a flipped bit never makes another statement: the same time of the same authority, or refused", async () => {
    const honest = await checkTimestampToken({ token, imprint: IMPRINT, authorities: [tsa.ca] });
    for (let at = 0; at < token.length; at++) {
      const bent = token.slice();
      bent[at]! ^= 1 << (at % 8);
      const outcome = await checkTimestampToken({ token: bent, imprint: IMPRINT, authorities: [tsa.ca] });
      // What is no longer known states nothing: an algorithm of another name, say.
      if (outcome.status === "unchecked") assert.ok(UNKNOWN.includes(outcome.reason), `byte ${at}: ${outcome.reason}`);
      else if (outcome.status !== "failed") assert.deepEqual(outcome, honest, `byte ${at}`);
    }
  });

  it("cut, extended, glued and random bytes are refused, quickly and without an exception", async () => {
    const check = (bytes: Uint8Array) => checkTimestampToken({ token: bytes, imprint: IMPRINT, authorities: [tsa.ca] });
    for (let end = 0; end < token.length; end += 7) {
      assert.equal((await check(token.subarray(0, end))).status, "failed", `cut at ${end}`);
    }
    for (const more of [Uint8Array.of(0), Uint8Array.of(5, 0), token]) {
      assert.equal((await check(new Uint8Array(Buffer.concat([token, more])))).status, "failed");
    }
    const splice = fc.tuple(fc.nat(token.length), fc.nat(64), fc.uint8Array({ maxLength: 64 }));
    await fc.assert(
      fc.asyncProperty(splice, async ([at, length, bytes]) => {
        const bent = Buffer.concat([token.subarray(0, at), bytes, token.subarray(at + length)]);
        const outcome = await check(new Uint8Array(bent));
        assert.notEqual(outcome.status, "unproven");
      }),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), async (bytes) => {
        assert.equal((await check(bytes)).status, "failed");
      }),
      { numRuns: 500 },
    );
  });

  it("deep, wide and over-long DER costs nothing", async () => {
    const deep = new Uint8Array(60_000).fill(0x30);
    const wide = Buffer.concat([Buffer.from("3082ea60", "hex"), Buffer.alloc(60_000, Buffer.from("0500", "hex"))]);
    const started = performance.now();
    for (const bytes of [deep, new Uint8Array(wide), new Uint8Array(70_000), Uint8Array.of(0x30, 0x80, 0, 0)]) {
      const outcome = await checkTimestampToken({ token: bytes, imprint: IMPRINT });
      assert.equal(outcome.status === "failed" && outcome.reason, "token_malformed");
    }
    assert.ok(performance.now() - started < 10_000);
  });

  it("integers as long as a whole token cost nothing", async () => {
    const long = encodeDer(TAG.integer, new Uint8Array(60_000).fill(0x7f));
    const signedData = encodeDer(TAG.sequence, long, encodeDer(TAG.set), encodeDer(TAG.sequence));
    const wrapped = encodeDer(TAG.sequence, encodeOid(OID.signedData), encodeDer(TAG.context(0), signedData));
    const started = performance.now();
    for (let count = 0; count < 20; count++) {
      const outcome = await checkTimestampToken({ token: wrapped, imprint: IMPRINT });
      assert.equal(outcome.status === "failed" && outcome.reason, "token_malformed");
    }
    const response = encodeDer(TAG.sequence, encodeDer(TAG.sequence, long));
    const asked = { imprint: IMPRINT, nonce: 1n, authorities: [tsa.ca], at: new Date() };
    for (let count = 0; count < 20; count++) {
      const outcome = await checkTimestampResponse({ ...asked, response });
      assert.ok(outcome.status === "failed" && outcome.found.length <= 200);
    }
    assert.ok(performance.now() - started < 10_000);
  });

  it("openssl accepts the same token for the same bytes", () => {
    const folder = mkdtempSync(join(tmpdir(), "sealbook-ts-"));
    try {
      writeFileSync(join(folder, "token.tst"), token);
      writeFileSync(join(folder, "checkpoint.txt"), TEXT);
      writeFileSync(join(folder, "ca.pem"), tsa.caPem);
      const args = ["ts", "-verify", "-data", "checkpoint.txt", "-in", "token.tst", "-token_in", "-CAfile", "ca.pem"];
      assert.match(execFileSync("openssl", args, { cwd: folder, encoding: "utf8", stdio: "pipe" }), /Verification: OK/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("questions to an authority and its answers", { skip: OPENSSL_MISSING }, () => {
  const nonce = BigInt(`0x${randomBytes(16).toString("hex")}`);
  let tsa: TsaAuthority;
  let response: Uint8Array;
  before(async () => {
    tsa = await makeTsa();
    response = await tsa.reply(buildTimestampRequest({ imprint: IMPRINT, nonce }));
  });
  after(() => tsa?.remove());

  const check = (changes: Partial<Parameters<typeof checkTimestampResponse>[0]> = {}) =>
    checkTimestampResponse({ response, imprint: IMPRINT, nonce, authorities: [tsa.ca], at: new Date(), ...changes });

  it("the answer to the question that was asked gives its token", async () => {
    const outcome = await check();
    assert.ok(outcome.status === "ok", JSON.stringify(outcome));
    assert.deepEqual(outcome.token, tokenOf(response));
  });

  it("nonces are compared as integers, whatever their leading bits", async () => {
    for (const each of [0n, 1n, 127n, 128n, 255n, 256n, 2n ** 63n, 2n ** 64n - 1n]) {
      const answer = await tsa.reply(buildTimestampRequest({ imprint: IMPRINT, nonce: each }));
      assert.equal((await check({ response: answer, nonce: each })).status, "ok", `${each}`);
    }
  });

  it("what answers another question is refused with the reason", async () => {
    const reasonOf = async (changes: Parameters<typeof check>[0]) => {
      const outcome = await check(changes);
      return outcome.status === "failed" ? outcome.reason : "ok";
    };
    assert.equal(await reasonOf({ nonce: nonce + 1n }), "nonce_mismatch");
    assert.equal(await reasonOf({ imprint: sha256(utf8("other")) }), "imprint_mismatch");
    assert.equal(await reasonOf({ policy: "1.2.3.4.5" }), "policy_mismatch");
    assert.equal(await reasonOf({ authorities: [] }), "authority_untrusted");
    assert.equal(await reasonOf({ at: new Date(Date.now() + 3_600_000) }), "time_implausible");
    assert.equal(await reasonOf({ response: tokenOf(response) }), "response_malformed");
    assert.equal(await reasonOf({ response: utf8("<html>") }), "response_malformed");
    assert.equal(await reasonOf({ response: Buffer.from("30053003020102", "hex") }), "status_rejected");
    assert.equal(await reasonOf({ response: Buffer.from("30053003020100", "hex") }), "response_malformed");
    const granted = await tsa.reply(buildTimestampRequest({ imprint: IMPRINT, nonce, policy: "1.2.3.4.5" }));
    assert.equal(await reasonOf({ response: granted, policy: "1.2.3.4.5" }), "ok");
    const refused = await tsa.reply(buildTimestampRequest({ imprint: IMPRINT, nonce, policy: "1.2.3.4.9" }));
    const outcome = await check({ response: refused });
    assert.ok(outcome.status === "failed" && outcome.reason === "status_rejected");
    assert.match(outcome.found, /^2 .*policy/i);
  });

  it("bent answers never throw", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(response.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const bent = response.slice();
        bent[at]! ^= mask;
        assert.ok(["ok", "failed"].includes((await check({ response: bent })).status));
      }),
      { numRuns: 300 },
    );
  });
});

describe("certificates as text", { skip: OPENSSL_MISSING }, () => {
  it("a bundle is read whole or not at all", async () => {
    await withTsa("ec", async (tsa) => {
      assert.deepEqual(readPemCertificates(`# one\r\n${tsa.caPem.replaceAll("\n", "\r\n")}\n${tsa.caPem}`), [
        tsa.ca,
        tsa.ca,
      ]);
      assert.deepEqual(readPemCertificates(""), []);
      assert.equal(readPemCertificates(tsa.caPem.replace("MII", "MIJ")), undefined);
    });
  });
});

describe("requests", () => {
  it("what is no digest, nonce or policy is refused", () => {
    assert.throws(() => buildTimestampRequest({ imprint: new Uint8Array(20), nonce: 1n }), RangeError);
    assert.throws(() => buildTimestampRequest({ imprint: IMPRINT, nonce: -1n }), RangeError);
    for (const policy of ["", "1", "3.1", "1.2.x", "1.40.1", "1..2"]) {
      assert.throws(() => buildTimestampRequest({ imprint: IMPRINT, nonce: 1n, policy }), RangeError, policy);
    }
  });
});
