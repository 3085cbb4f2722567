/** Any byte of a receipt changed, dropped or added: failed, and the step that noticed is named. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import {
  bothWitnessesPolicy,
  fullReceipt,
  proof,
  receipt,
  receiptBytes,
  sealed,
  threeWitnessesPolicy,
  without,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

/** Low bits make another letter of the same alphabet; 0x20 changes case; 0x80 leaves ASCII. */
function masksAt(at: number): number[] {
  return [1 << (at % 5), 0x20, 0x80];
}

function assertFailed(result: Verification, what: string): void {
  assert.equal(result.verdict, "failed", what);
  assert.equal(result.facts, undefined, what);
  assert.equal(result.witnessed, false, what);
  const failed = result.steps.filter(({ status }) => status === "failed");
  assert.ok(failed.length > 0, what);
  for (const { expected, found } of failed) assert.ok(expected !== undefined && found !== undefined, what);
}

function flipped(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = bytes.slice();
  copy[at]! ^= mask;
  return copy;
}

test("any changed byte of an anchored receipt fails", () => {
  assert.equal(verifyReceipt({ receipt: receiptBytes }).verdict, "issuer_unproven");
  for (let at = 0; at < receiptBytes.length; at++) {
    for (const mask of masksAt(at)) {
      assertFailed(verifyReceipt({ receipt: flipped(receiptBytes, at, mask) }), `byte ${at} ^ ${mask}`);
    }
  }
});

test("any changed byte of a receipt that is not anchored yet fails: its parts bind one another", () => {
  const bytes = formatReceipt(without(receipt(), "proof"));
  assert.equal(verifyReceipt({ receipt: bytes }).verdict, "not_anchored");
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of masksAt(at))
      assertFailed(verifyReceipt({ receipt: flipped(bytes, at, mask) }), `byte ${at} ^ ${mask}`);
  }
});

test("any changed byte of the cosignatures that a policy asks for fails", () => {
  const bytes = formatReceipt(receipt({ proof: proof({ cosigners: witnesses }) }));
  const result = verifyReceipt({ receipt: bytes, policy: bothWitnessesPolicy });
  assert.deepEqual([result.verdict, result.witnessed], ["valid", true]);
  const text = new TextDecoder("latin1").decode(bytes);
  for (let at = text.indexOf(" w1.example"); at < text.indexOf('","receipt"'); at++) {
    for (const mask of masksAt(at).slice(0, 2)) {
      assertFailed(
        verifyReceipt({ receipt: flipped(bytes, at, mask), policy: bothWitnessesPolicy }),
        `byte ${at} ^ ${mask}`,
      );
    }
  }
});

test("any changed byte of a receipt with three cosignatures and two tokens fails, under a policy that asks for the three", () => {
  const bytes = formatReceipt(fullReceipt());
  const policy = threeWitnessesPolicy;
  assert.deepEqual(verifyReceipt({ receipt: bytes, policy }).witnessed, true);
  const timestampsAt = new TextDecoder("latin1").decode(bytes).indexOf('"timestamps"');
  // Bytes before the timestamps are each flipped above.
  for (let at = 0; at < bytes.length; at += at < timestampsAt ? 7 : 1) {
    const [mask = 1] = masksAt(at);
    assertFailed(verifyReceipt({ receipt: flipped(bytes, at, mask), policy }), `byte ${at} ^ ${mask}`);
  }
});

test("a seal of another key, for another checkpoint or another token fails at the timestamp", () => {
  const [one, other] = [Uint8Array.of(1), Uint8Array.of(2)];
  const bent = [
    sealed(one, witnesses[0]),
    sealed(one, undefined, "other\n"),
    { ...sealed(one), token: sealed(Uint8Array.of(3)).token },
    { ...sealed(one), seal: sealed(other).seal },
  ];
  for (const timestamp of bent) {
    const result = verifyReceipt({ receipt: formatReceipt(receipt({ timestamps: [sealed(other), timestamp] })) });
    assertFailed(result, timestamp.seal);
    const failed = result.steps.filter(({ status }) => status === "failed");
    assert.deepEqual(
      failed.map(({ name, reason }) => `${name}: ${reason}`),
      ["timestamp: seal_invalid"],
    );
  }
});

test("any dropped, doubled or inserted byte fails, and so does a cut or extended receipt", () => {
  for (let at = 0; at < receiptBytes.length; at += 1) {
    const [before, after] = [receiptBytes.subarray(0, at), receiptBytes.subarray(at)];
    assertFailed(verifyReceipt({ receipt: before }), `cut at ${at}`);
    if (at % 5 !== 0) continue;
    assertFailed(verifyReceipt({ receipt: Buffer.concat([before, after.subarray(1)]) }), `without byte ${at}`);
    assertFailed(verifyReceipt({ receipt: Buffer.concat([before, after.subarray(0, 1), after]) }), `byte ${at} twice`);
    assertFailed(verifyReceipt({ receipt: Buffer.concat([before, Buffer.from(" "), after]) }), `space before ${at}`);
  }
  for (const more of ["\n", " ", "\0", "}", "{}"]) {
    assertFailed(
      verifyReceipt({ receipt: Buffer.concat([receiptBytes, Buffer.from(more)]) }),
      `followed by ${JSON.stringify(more)}`,
    );
    assertFailed(
      verifyReceipt({ receipt: Buffer.concat([Buffer.from(more), receiptBytes]) }),
      `preceded by ${JSON.stringify(more)}`,
    );
  }
});
