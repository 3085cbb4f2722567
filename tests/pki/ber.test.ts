/** BER is read as what it stands for, DER byte for byte, and nothing without an end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fromHex, toHex } from "#lib/core/text/bytes.ts";
import { readBer } from "#lib/pki/ber.ts";
import { readDer } from "#lib/pki/der.ts";

const read = (hex: string): string | undefined => {
  const bytes = readBer(fromHex(hex.replaceAll(" ", "")) ?? assert.fail(hex))?.bytes;
  return bytes && toHex(bytes);
};

describe("BER", () => {
  for (const [what, ber, der] of [
    ["indefinite length", "3080 020101 0000", "3003020101"],
    ["indefinite inside definite", "3007 3080 020101 0000", "30053003020101"],
    ["an empty one", "3080 0000", "3000"],
    ["a length in more bytes than it needs", "308103 02820001 01".replace("8103", "8105"), "3003020101"],
    ["octets in pieces", "2480 04020102 040103 0000", "0403010203"],
    ["pieces of pieces, definite", "2408 2404 04020102 0400", "04020102"],
    ["no octets at all", "2480 0000", "0400"],
    ["bits in pieces", "2380 03030001 02 0302 0480 0000", "030404010280"],
    ["a value of one byte zero", "3080 040100 0000", "3003040100"],
  ] as const) {
    it(what, () => assert.equal(read(ber), der));
  }

  for (const [what, ber] of [
    ["no end", "3080 020101"],
    ["half an end", "3080 020101 00"],
    ["an end where none belongs", "3005 020101 0000"],
    ["an indefinite length of a primitive value", "0480 0000"],
    ["a piece of another kind", "2480 020101 0000"],
    ["unused bits before the last piece", "2380 03020480 03020001 0000"],
    ["no piece of bits", "2380 0000"],
    ["more than its frame holds", "3003 0402 01"],
    ["something after it", "3080 0000 00"],
    ["nothing", ""],
  ] as const) {
    it(`${what} is none`, () => assert.equal(read(ber), undefined));
  }

  it("what is DER comes out byte for byte, unless its strings are in pieces; what comes out is DER", () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc
          .tuple(fc.constantFrom(2, 4, 12, 0x80), fc.uint8Array({ maxLength: 200 }))
          .map(([tag, content]) => encode(tag, content)),
        fc.array(tie("node"), { maxLength: 4 }).map((parts) => encode(0x30, Buffer.concat(parts as Uint8Array[]))),
      ),
    })).node as fc.Arbitrary<Uint8Array>;
    fc.assert(
      fc.property(value, (der) => {
        assert.ok(readDer(der));
        assert.deepEqual(readBer(der)?.bytes, der);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const found = readBer(bytes);
        if (found) assert.deepEqual(readDer(found.bytes)?.bytes, found.bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  it("deep and wide values cost little", () => {
    const started = performance.now();
    assert.equal(readBer(new Uint8Array(60_000).fill(0x30).map((byte, at) => (at % 2 === 0 ? byte : 0x80))), undefined);
    assert.equal(
      readBer(
        Buffer.concat([Buffer.from("3080", "hex"), Buffer.alloc(60_000, Buffer.from("0500", "hex")), Buffer.alloc(2)]),
      ),
      undefined,
    );
    assert.ok(performance.now() - started < 10_000);
  });
});

function encode(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const header =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return new Uint8Array(Buffer.concat([Uint8Array.from(header), content]));
}
