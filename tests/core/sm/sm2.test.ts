/** SM2 against the example of GB/T 32918.5, and against what is nearly a signature. tests/interop has OpenSSL's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createSm2Secret, signSm2, sm2PublicKey, verifySm2 } from "#lib/core/sm/sm2.ts";
import { concat, fromHex, toHex, utf8 } from "#lib/core/text/bytes.ts";

const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const bytes = (hex: string) => fromHex(hex.replaceAll(" ", "")) as Uint8Array;
const SECRET = bytes("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
const KEY = bytes(
  "04 09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020 ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
);
const MESSAGE = utf8("message digest");
const R = 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n;
const S = 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan;

/** DER of two integers; `pad`: with a zero byte too many. */
function der(r: bigint, s: bigint, { pad = false } = {}): Uint8Array {
  const integer = (value: bigint) => {
    const hex = value.toString(16);
    const plain = bytes(hex.padStart(hex.length + (hex.length % 2), "0"));
    const zeros = Number((plain[0] ?? 0) >= 0x80) + Number(pad);
    const body = concat(new Uint8Array(zeros), plain);
    return concat(Uint8Array.of(2, body.length), body);
  };
  const body = concat(integer(r), integer(s));
  return concat(Uint8Array.of(0x30, body.length), body);
}

const verifies = (signature: Uint8Array, { message = MESSAGE, publicKey = KEY } = {}) =>
  verifySm2({ signature, message, publicKey, algorithm: "sm2" });

test("the example of GB/T 32918.5-2017, annex A.2", () => {
  assert.equal(toHex(sm2PublicKey(SECRET)), toHex(KEY));
  assert.ok(verifies(der(R, S)));
});

test("what it signs it verifies, and no two signatures are alike", () => {
  const secret = createSm2Secret();
  const publicKey = sm2PublicKey(secret);
  const [one, other] = [signSm2(MESSAGE, secret), signSm2(MESSAGE, secret)];
  assert.notEqual(toHex(one), toHex(other));
  for (const signature of [one, other]) assert.ok(verifies(signature, { publicKey }));
  assert.ok(!verifies(one));
  assert.ok(!verifies(one, { publicKey, message: utf8("message digesT") }));
});

test("no bit of a signature, a key or a message may be another", () => {
  const signature = der(R, S);
  for (const [name, original] of Object.entries({ signature, publicKey: KEY, message: MESSAGE })) {
    for (let at = 0; at < original.length; at++) {
      const bent = original.slice();
      bent[at] = (bent[at] ?? 0) ^ (1 << (at % 8));
      const { signature: bentSignature = signature, ...others } = { [name]: bent } as Record<string, Uint8Array>;
      assert.ok(!verifies(bentSignature, others), `${name} ${at}`);
    }
  }
});

test("one spelling of a signature and of a key, and scalars within their range", () => {
  for (const signature of [
    ...[der(R, S, { pad: true }), der(R + N, S), der(R, S + N), der(0n, S), der(R, 0n), der(R, N - R)],
    ...[der(N, S), concat(der(R, S), Uint8Array.of(0)), new Uint8Array(), bytes("3000"), new Uint8Array(64)],
  ]) {
    assert.ok(!verifies(signature), toHex(signature));
  }
  const compressed = concat(Uint8Array.of(2 + ((KEY[64] ?? 0) & 1)), KEY.subarray(1, 33));
  const offCurve = concat(KEY.subarray(0, 64), Uint8Array.of((KEY[64] ?? 0) ^ 1));
  for (const publicKey of [compressed, offCurve, KEY.subarray(1), new Uint8Array(65), Uint8Array.of(0)]) {
    assert.ok(!verifies(der(R, S), { publicKey }), toHex(publicKey));
  }
});

test("it verifies SM2 alone, and private keys are scalars", () => {
  assert.ok(!verifySm2({ signature: der(R, S), message: MESSAGE, publicKey: KEY }));
  assert.throws(() => sm2PublicKey(new Uint8Array(32)));
  assert.throws(() => signSm2(MESSAGE, bytes(N.toString(16))));
});
