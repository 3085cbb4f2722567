/** Numbers of marks: nobody guesses one, and whoever reads one out wrongly is told so. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { makeMarkNumber, markAddress, parseMarkNumber } from "#lib/core/text/mark-number.ts";

const CHARACTERS = "123456789ABCDEFGHJKMNPQRSTVWXYZ";

describe("numbers of marks", () => {
  it("are read back, however they are written", () => {
    for (let round = 0; round < 200; round++) {
      const number = makeMarkNumber(randomBytes);
      assert.match(number, /^(?:[1-9A-HJKMNP-TV-Z]{4}-){3}[1-9A-HJKMNP-TV-Z]{4}$/);
      assert.equal(parseMarkNumber(number), number);
      assert.equal(parseMarkNumber(` ${number.toLowerCase().replaceAll("-", " ")} `), number);
      assert.equal(parseMarkNumber(number.replaceAll("-", "")), number);
      const wide = number.replace(/[0-9A-Z]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
      assert.equal(parseMarkNumber(wide), number);
      assert.equal(parseMarkNumber(number.replaceAll("1", "l")), number);
    }
  });

  it("with one character wrong, or two swapped, are none", () => {
    for (let round = 0; round < 20; round++) {
      const plain = makeMarkNumber(randomBytes).replaceAll("-", "");
      for (let at = 0; at < plain.length; at++) {
        for (const other of CHARACTERS.replace(plain[at] ?? "", "")) {
          assert.equal(parseMarkNumber(`${plain.slice(0, at)}${other}${plain.slice(at + 1)}`), undefined);
        }
        for (let to = at + 1; to < plain.length; to++) {
          if (plain[at] === plain[to]) continue;
          const swapped = Array.from(plain);
          [swapped[at], swapped[to]] = [plain[to] ?? "", plain[at] ?? ""];
          assert.equal(parseMarkNumber(swapped.join("")), undefined);
        }
      }
    }
  });

  it("are no other texts", () => {
    for (const text of ["", "1111", "1111-1111-1111-1112", "0000-0000-0000-0000", "x".repeat(1_000_000)])
      assert.equal(parseMarkNumber(text), undefined);
  });

  it("take every character alike often, and need bytes that are random", () => {
    const seen = new Map<string, number>();
    for (let round = 0; round < 4_000; round++)
      for (const sign of makeMarkNumber(randomBytes).replaceAll("-", "").slice(0, 15))
        seen.set(sign, (seen.get(sign) ?? 0) + 1);
    assert.equal(seen.size, CHARACTERS.length);
    const expected = (4_000 * 15) / CHARACTERS.length;
    for (const count of seen.values()) assert.ok(Math.abs(count - expected) < expected * 0.2);
    assert.throws(() => makeMarkNumber((bytes) => new Uint8Array(bytes).fill(255)));
  });

  it("lead to their page", () => {
    assert.equal(markAddress("https://seal.example", "K7M2"), "https://seal.example/contracts/check/K7M2");
  });
});
