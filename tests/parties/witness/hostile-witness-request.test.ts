import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseAddCheckpoint } from "#lib/parties/witness/add-checkpoint-request.ts";
import { BODY_BYTES_MAX } from "#lib/parties/witness/request-lines.ts";
import { parseSignSubtree } from "#lib/parties/witness/sign-subtree-request.ts";
import { makeLogKey, TestLog } from "./witness-fixture.ts";

const CASES = Number(process.env.FUZZ_CASES ?? 3_000);
const MS_MAX = 20_000;

const log = new TestLog("ledger.example/ledger/main");
const good = log.request(5, 33);
/** The example of C2SP tlog-witness. */
const SPECIFIED = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`;
const bytes = (text: string): Uint8Array => Buffer.from(text);
const requestOf = (text: string) => {
  const parsed = parseAddCheckpoint(bytes(text));
  return "malformed" in parsed ? undefined : parsed;
};

/** What was read, written again. */
function rewritten(text: string): string | undefined {
  const parsed = requestOf(text);
  if (!parsed) return undefined;
  const proof = parsed.proof.map((hash) => `${Buffer.from(hash).toString("base64")}\n`).join("");
  const lines = parsed.note.signatures.map(({ line }) => line).join("");
  return `old ${parsed.old}\n${proof}\n${parsed.note.text}\n${lines}`;
}

describe("the body of add-checkpoint", () => {
  it("is read as it was written", () => {
    assert.equal(rewritten(good), good);
    assert.equal(requestOf(log.request(0, 1))?.proof.length, 0);
    assert.equal(requestOf(`old 18446744073709551615\n\n${log.note(1)}`)?.old, 2n ** 64n - 1n);
  });

  it("is read where it is the example of the specification", () => {
    const parsed = requestOf(SPECIFIED);
    assert.deepEqual([parsed?.old, parsed?.proof.length, parsed?.checkpoint.size], [20_852_014n, 4, 20_852_163n]);
    assert.equal(parsed?.checkpoint.origin, "example.com/behind-the-sofa");
    assert.equal(parsed?.note.signatures.length, 2);
    assert.equal(rewritten(SPECIFIED), SPECIFIED);
  });

  it("has one spelling: whatever is changed, it is refused or reads back byte for byte", () => {
    const change = fc.record({
      at: fc.nat(good.length),
      cut: fc.nat(4),
      put: fc.oneof(
        fc.string({ unit: "binary", maxLength: 4 }),
        fc.constantFrom("\n", "\r\n", " ", "=", "A", "0", "\n\n", "\ufeff", "\u2028", "— "),
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        let text = good;
        for (const { at, cut, put } of changes) text = text.slice(0, at) + put + text.slice(at + cut);
        const again = rewritten(text.toWellFormed());
        assert.ok(again === undefined || again === text.toWellFormed());
      }),
      { numRuns: CASES },
    );
  });

  it("any bytes are refused without an exception, and quickly", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (body) => {
        const started = performance.now();
        assert.ok("malformed" in parseAddCheckpoint(body));
        assert.ok(performance.now() - started < MS_MAX);
      }),
      { numRuns: CASES },
    );
  });

  it("a decimal has one spelling", () => {
    const spelling = fc.oneof(fc.string({ maxLength: 24 }), fc.stringMatching(/^[0-9+ .e-]{0,24}$/));
    fc.assert(
      fc.property(spelling, (text) => {
        const parsed = requestOf(`old ${text}\n\n${log.note(3)}`);
        assert.ok(parsed === undefined || `${parsed.old}` === text);
      }),
      { numRuns: CASES },
    );
    for (const text of ["07", "-1", "+1", "1e3", "0x1", " 1", "1 ", "", "１", "18446744073709551616"])
      assert.equal(requestOf(`old ${text}\n\n${log.note(3)}`), undefined, text);
  });

  it("a hash has one spelling", () => {
    const base64 = fc.stringMatching(/^[A-Za-z0-9+/=]{40,48}$/);
    fc.assert(
      fc.property(base64, (line) => {
        const parsed = requestOf(`old 1\n${line}\n\n${log.note(3)}`);
        assert.ok(parsed === undefined || Buffer.from(parsed.proof[0]!).toString("base64") === line);
      }),
      { numRuns: CASES },
    );
  });

  it("large bodies of every shape are refused quickly", () => {
    const note = log.note(3);
    const line = makeLogKey("stranger.example").line(log.text(3));
    const shapes: [string, string][] = [
      ["proof lines", `old 0\n${`${"A".repeat(43)}=\n`.repeat(1_400)}\n${note}`],
      ["empty lines", "\n".repeat(BODY_BYTES_MAX)],
      ["signature lines", `old 0\n\n${note}${line.repeat(500)}`],
      ["one line", `old ${"1".repeat(BODY_BYTES_MAX - 10)}\n\n`],
      ["extension lines", `old 0\n\n${log.sign(log.text(3, "x\n".repeat(20_000)))}`],
      ["one extension", `old 0\n\n${log.sign(log.text(3, `${"x".repeat(BODY_BYTES_MAX)}\n`))}`],
      ["more than there is room for", good + "A".repeat(BODY_BYTES_MAX)],
    ];
    for (const [what, text] of shapes) {
      const started = performance.now();
      assert.equal(requestOf(text), undefined, what);
      assert.ok(performance.now() - started < MS_MAX, what);
    }
  });

  it("63 hashes are read, 64 are not", () => {
    const hashes = (count: number): string => `${"A".repeat(43)}=\n`.repeat(count);
    assert.equal(requestOf(`old 1\n${hashes(63)}\n${log.note(3)}`)?.proof.length, 63);
    assert.equal(requestOf(`old 1\n${hashes(64)}\n${log.note(3)}`), undefined);
    assert.equal(requestOf(`old 18446744073709551615\n${hashes(63)}\n${log.note(3)}`)?.proof.length, 63);
  });

  it("sixteen further signatures of the longest kind have room", () => {
    const payload = Buffer.alloc(2_432, 7).toString("base64");
    const lines = Array.from({ length: 16 }, (_, at) => `— witness${at}.example/w ${payload}\n`).join("");
    assert.equal(requestOf(good + lines)?.note.signatures.length, 17);
  });
});

describe("the body of sign-subtree", () => {
  const hash = `${"A".repeat(43)}=\n`;
  const subtree = `subtree 8 13\n${hash}${hash}${hash}\n${log.note(33)}`;
  const again = (text: string): string | undefined => {
    const parsed = parseSignSubtree(bytes(text));
    if ("malformed" in parsed) return undefined;
    const hashes = [parsed.hash, ...parsed.proof].map((each) => `${Buffer.from(each).toString("base64")}\n`).join("");
    const lines = parsed.note.signatures.map(({ line }) => line).join("");
    return `subtree ${parsed.start} ${parsed.end}\n${hashes}\n${parsed.note.text}\n${lines}`;
  };

  it("has one spelling: whatever is changed, it is refused or reads back byte for byte", () => {
    assert.equal(again(subtree), subtree);
    const change = fc.record({
      at: fc.nat(subtree.length),
      cut: fc.nat(4),
      put: fc.oneof(
        fc.string({ unit: "binary", maxLength: 4 }),
        fc.constantFrom("\n", "\r\n", " ", "=", "A", "0", "1", "\n\n", "\ufeff", "— "),
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        let text = subtree;
        for (const { at, cut, put } of changes) text = text.slice(0, at) + put + text.slice(at + cut);
        const read = again(text.toWellFormed());
        assert.ok(read === undefined || read === text.toWellFormed());
      }),
      { numRuns: CASES },
    );
  });

  it("any bytes are refused without an exception, and quickly", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (body) => {
        const started = performance.now();
        assert.ok("malformed" in parseSignSubtree(body));
        assert.ok(performance.now() - started < MS_MAX);
      }),
      { numRuns: CASES },
    );
  });
});
