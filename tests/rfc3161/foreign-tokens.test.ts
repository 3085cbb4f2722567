/** Tokens of authorities that write otherwise than ours: what the standards allow is read, what is not understood is said. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { constants, generateKeyPairSync, type KeyObject, sign, webcrypto } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import type { TimestampOutcome } from "#lib/core/verify/verification.ts";
import { encodeDer, encodeInteger, encodeOid, readDer, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";
import { isAbout, readTimestamp } from "#lib/rfc3161/read-timestamp.ts";
import { checkTimestamp, checkTimestampToken } from "#lib/rfc3161/token.ts";
import { AUTHORITY, extension, forge, newKey, STAMPS } from "#tests/pki/forged-certificates.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { forgeToken, HASH_OIDS, type HashText, inBer, type Signing, sequence, tstInfo } from "./forged-tokens.ts";

const TEXT = "a checkpoint\n";
const IMPRINT = sha256(utf8(TEXT));
const UNKNOWN_TYPE = "1.2.3.4";
const NUMBER = 4242n;
const [FALSE, TRUE_OTHERWISE] = [0, 1].map((byte) => encodeDer(TAG.boolean, Uint8Array.of(byte))) as [
  Uint8Array,
  Uint8Array,
];

const root = newKey();
const ROOT = forge({ subject: "Root", key: root, issuer: "Root", by: root, extensions: AUTHORITY });
const SHORT = encodeDer(TAG.null);

const ECDSA_OIDS = { sha256: "1.2.840.10045.4.3.2", sha384: "1.2.840.10045.4.3.3", sha512: "1.2.840.10045.4.3.4" };
const ecdsa = (hash: keyof typeof ECDSA_OIDS): Uint8Array => sequence(encodeOid(ECDSA_OIDS[hash]));

type Pair = { publicKey: KeyObject; privateKey: KeyObject };
type Made = { token: Uint8Array; certificate: Uint8Array };

/** A token by an authority that Root issued. */
function make(
  options: {
    pair?: Pair;
    info?: Uint8Array;
    signing?: Partial<Signing>;
    extensions?: Uint8Array[];
    isCertified?: boolean;
    isSorted?: boolean;
    version?: bigint;
  } = {},
): Made {
  const { pair = newKey(), info = tstInfo({ text: TEXT }), signing = {}, extensions = [], ...rest } = options;
  const certificate = forge({
    subject: "Stamps",
    key: pair,
    issuer: "Root",
    by: root,
    extensions: [...STAMPS, ...extensions],
    number: NUMBER,
  });
  const how: Signing = { key: pair.privateKey, algorithm: ecdsa("sha256"), ...signing };
  return {
    token: forgeToken({ info, issuer: "Root", number: NUMBER, certificate, signing: how, ...rest }),
    certificate,
  };
}

const check = (token: Uint8Array, authorities = [ROOT]): Promise<TimestampOutcome> =>
  checkTimestampToken({ token, imprint: IMPRINT, authorities });

const told = (outcome: TimestampOutcome): string => ("reason" in outcome ? outcome.reason : outcome.status);

/** What openssl says of a token over the text. Its `ts` knows no RSASSA-PSS; its `cms` does. */
function opensslTakes(token: Uint8Array, command: "ts" | "cms" = "ts"): boolean {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-foreign-"));
  try {
    writeFileSync(join(folder, "token.tst"), token);
    const body = Buffer.from(ROOT)
      .toString("base64")
      .replaceAll(/.{64}(?=.)/g, "$&\n");
    writeFileSync(join(folder, "root.pem"), `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);
    const shared = ["-verify", "-in", "token.tst", "-CAfile", "root.pem"];
    const args = {
      ts: ["ts", ...shared, "-token_in", "-digest", Buffer.from(IMPRINT).toString("hex")],
      cms: ["cms", ...shared, "-inform", "DER", "-purpose", "timestampsign", "-out", "info.der"],
    };
    return spawnSync("openssl", args[command], { cwd: folder }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const optional = (...fields: Uint8Array[]): Uint8Array[] => [encodeDer(TAG.context(1), ...fields)];
const stated = (critical: Uint8Array[]): Uint8Array =>
  sequence(encodeOid(UNKNOWN_TYPE), ...critical, encodeDer(TAG.octetString, SHORT));
const TRUE = encodeDer(TAG.boolean, Uint8Array.of(0xff));

for (const judge of ["WebCrypto", "the portable code"]) {
  describe(`tokens as others write them, judged by ${judge}`, { skip: OPENSSL_MISSING }, () => {
    before(() => {
      if (judge !== "WebCrypto") Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
    });
    after(() => Object.defineProperty(globalThis, "crypto", { value: webcrypto, configurable: true }));

    const accepted: [string, () => Made][] = [
      [
        "an extension that says that it is not critical",
        () => make({ info: tstInfo({ text: TEXT, more: optional(stated([FALSE])) }) }),
      ],
      ["ordering that is written out as FALSE", () => make({ info: tstInfo({ text: TEXT, more: [FALSE] }) })],
      [
        "a time whose fraction ends in zeros",
        () => make({ info: tstInfo({ text: TEXT, time: "20260101000000.500Z" }) }),
      ],
      [
        "a certificate whose extension says that it is not critical",
        () => make({ extensions: [sequence(encodeOid(UNKNOWN_TYPE), FALSE, encodeDer(TAG.octetString, SHORT))] }),
      ],
      ["another version of the frame than its content makes it", () => make({ version: 1n })],
      [
        "an extension whose type is a UUID",
        () => make({ extensions: [extension("2.25.329800735698586629295641978511506172918", SHORT, false)] }),
      ],
      ["attributes that were signed in another order than they are written in", () => make({ isSorted: true })],
      [
        "the kind of the key where the signature's algorithm stands",
        () => make({ signing: { algorithm: sequence(encodeOid(OID.ecPublicKey)) } }),
      ],
    ];
    for (const [what, made] of accepted) {
      it(`${what} is fine`, async () => {
        const { token } = made();
        assert.deepEqual(await check(token), {
          status: "ok",
          authority: "Stamps",
          time: ((await check(token)) as { time: string }).time,
        });
      });
    }

    it("BER is read as openssl reads it", async () => {
      const { token } = make();
      const ber = inBer(token);
      assert.notDeepEqual(ber, token);
      assert.equal(told(await check(ber)), "ok");
      // openssl takes attributes in BER for other attributes than those that were signed.
      const usual = inBer(token, { keepsAttributes: true });
      assert.deepEqual([told(await check(usual)), opensslTakes(usual)], ["ok", true]);
      for (let at = 0; at < ber.length; at += 3) {
        const outcome = await check(ber.subarray(0, at));
        assert.equal(told(outcome), "token_malformed", `cut at ${at}`);
      }
    });

    for (const [curve, hash] of [
      ["P-256", "sha256"],
      ["P-256", "sha512"],
      ["P-384", "sha384"],
      ["P-521", "sha512"],
      ["brainpoolP256r1", "sha256"],
      ["brainpoolP384r1", "sha384"],
      ["brainpoolP512r1", "sha512"],
    ] as const) {
      it(`ECDSA on ${curve} with ${hash} verifies, and not with another bit`, async () => {
        const pair = newKey(curve);
        const { token } = make({ pair, signing: { hash, algorithm: ecdsa(hash) } });
        assert.deepEqual([told(await check(token)), opensslTakes(token)], ["ok", true]);
        const bent = token.slice();
        bent[bent.length - 5]! ^= 4;
        assert.equal(told(await check(bent)), "token_signature_invalid");
      });
    }

    it("an ECDSA signature is a SEQUENCE of two INTEGERs, and nothing that only resembles one", async () => {
      const pair = newKey();
      const wrap = (around: (signature: Uint8Array) => Uint8Array) =>
        make({ pair, signing: { signWith: (data) => around(new Uint8Array(sign("sha256", data, pair.privateKey))) } });
      const numbers = (signature: Uint8Array) => readDer(signature)?.children.map(({ bytes }) => bytes) ?? [];
      const wrong: [string, (signature: Uint8Array) => Uint8Array][] = [
        ["a SET", (signature) => encodeDer(TAG.set, ...numbers(signature))],
        ["a context tag", (signature) => encodeDer(TAG.context(0), ...numbers(signature))],
        ["three numbers", (signature) => sequence(...numbers(signature), encodeInteger(1n))],
        [
          "octet strings",
          (signature) => sequence(...numbers(signature).map((each) => encodeDer(TAG.octetString, each.subarray(2)))),
        ],
        ["something after it", (signature) => Buffer.concat([signature, Uint8Array.of(0)])],
        ["bare numbers", (signature) => Buffer.concat(numbers(signature))],
        ["nothing", () => new Uint8Array(0)],
      ];
      assert.equal(told(await check(wrap((signature) => signature).token)), "ok");
      for (const [what, around] of wrong) {
        assert.equal(told(await check(wrap(around).token)), "token_signature_invalid", what);
      }
    });

    const pss = (fields: Uint8Array[]) => sequence(encodeOid(OID.rsassaPss), sequence(...fields));
    const field = (n: number, value: Uint8Array) => encodeDer(TAG.context(n), value);
    const named = (hash: HashText) => sequence(encodeOid(HASH_OIDS[hash]), encodeDer(TAG.null));
    const both = [field(0, named("sha256")), field(1, sequence(encodeOid(OID.mgf1), named("sha256")))];
    const padded = (key: KeyObject, saltLength: number) => (data: Uint8Array) =>
      new Uint8Array(sign("sha256", data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }));

    it("RSASSA-PSS: what is left out is the default, and a default may be written out", async () => {
      const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const bound = generateKeyPairSync("rsa-pss", {
        modulusLength: 2049,
        hashAlgorithm: "sha256",
        mgf1HashAlgorithm: "sha256",
      });
      const salted = [...both, field(2, encodeInteger(32n))];
      for (const [what, pair, fields, saltLength, expected] of [
        ["salt of 20 bytes, left out", rsa, both, 20, "ok"],
        ["trailer written out", rsa, [...salted, field(3, encodeInteger(1n))], 32, "ok"],
        ["a key for PSS alone, 2049 bits", bound, salted, 32, "ok"],
        ["salt of another length", rsa, both, 32, "token_signature_invalid"],
        ["SHA-1, left out", rsa, [], 20, "algorithm_unsupported"],
        ["an unknown trailer", rsa, [...salted, field(3, encodeInteger(2n))], 32, "algorithm_unknown"],
      ] as const) {
        const { token } = make({
          pair,
          signing: { algorithm: pss([...fields]), signWith: padded(pair.privateKey, saltLength) },
        });
        assert.equal(told(await check(token)), expected, what);
        if (expected === "ok") assert.ok(opensslTakes(token, "cms"), what);
      }
    });

    it("RSA with PKCS#1 padding: the one encoding of the digest, and not another bit", async () => {
      const pair = generateKeyPairSync("rsa", { modulusLength: 3072 });
      const { token } = make({ pair, signing: { algorithm: sequence(encodeOid(OID.rsaEncryption), SHORT) } });
      assert.deepEqual([told(await check(token)), opensslTakes(token)], ["ok", true]);
      const other = make({ pair, signing: { algorithm: sequence(encodeOid("1.2.840.113549.1.1.12"), SHORT) } });
      assert.equal(told(await check(other.token)), "token_signature_invalid");
    });
  });
}

describe("what is not understood is not checked, and not called wrong", () => {
  const cases: [string, () => Made, string][] = [
    [
      "a critical extension of the token",
      () => make({ info: tstInfo({ text: TEXT, more: optional(stated([TRUE])) }) }),
      "constraints_not_evaluated",
    ],
    [
      "a critical one, spelled otherwise",
      () => make({ info: tstInfo({ text: TEXT, more: optional(stated([TRUE_OTHERWISE])) }) }),
      "constraints_not_evaluated",
    ],
    [
      "a critical extension of its certificate",
      () => make({ extensions: [extension(UNKNOWN_TYPE, SHORT)] }),
      "constraints_not_evaluated",
    ],
    [
      "a signature by an algorithm of another name",
      () => make({ signing: { algorithm: sequence(encodeOid("1.2.156.10197.1.501")) } }),
      "algorithm_unknown",
    ],
    ["a key on another curve", () => make({ pair: newKey("secp256k1") }), "algorithm_unknown"],
    ["a token that came without its certificate", () => make({ isCertified: false }), "certificate_missing"],
  ];
  for (const [what, made, reason] of cases) {
    it(what, async () => {
      const outcome = await check(made().token);
      assert.deepEqual([outcome.status, told(outcome)], ["unchecked", reason]);
    });
  }

  it("a token without its certificate is checked by a reader who brings it", async () => {
    const { token, certificate } = make({ isCertified: false });
    assert.equal(told(await check(token, [certificate])), "ok");
  });

  it("what is known and worth nothing is refused", async () => {
    const { token } = make({ signing: { hash: "sha1", algorithm: sequence(encodeOid("1.2.840.10045.4.1")) } });
    assert.equal(told(await check(token)), "algorithm_unsupported");
  });
});

describe("any time-stamp can be read, whatever it is about", () => {
  for (const hash of ["sha256", "sha384", "sha512"] as const) {
    it(`over ${hash} of anything`, async () => {
      const { token } = make({ info: tstInfo({ text: "the value of a signature", hash }) });
      const timestamp = readTimestamp(token);
      assert.ok(timestamp);
      const { info } = timestamp;
      assert.deepEqual(
        [info.imprint.hashOid, info.serial, info.time.toISOString()],
        [HASH_OIDS[hash], "4d", "2026-01-01T00:00:00.000Z"],
      );
      assert.deepEqual(
        [isAbout(info, utf8("the value of a signature")), isAbout(info, utf8("another"))],
        [true, false],
      );
      assert.equal(told(await checkTimestamp({ timestamp, authorities: [ROOT] })), "ok");
    });
  }

  it("over a digest that is not calculated here, which is neither about the bytes nor not", async () => {
    const timestamp = readTimestamp(make({ info: tstInfo({ text: TEXT, hash: "sha1" }) }).token);
    assert.ok(timestamp);
    assert.equal(isAbout(timestamp.info, utf8(TEXT)), undefined);
    assert.equal(told(await checkTimestamp({ timestamp, authorities: [ROOT] })), "ok");
  });

  it("but a checkpoint's is over its SHA-256", async () => {
    const { token } = make({ info: tstInfo({ text: TEXT, hash: "sha512" }) });
    assert.equal(told(await check(token)), "imprint_mismatch");
  });
});
