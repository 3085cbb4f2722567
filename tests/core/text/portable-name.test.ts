/** Names that Windows, macOS and Linux keep side by side. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DistinctStems, portableStem } from "#lib/core/text/portable-name.ts";

describe("names of files for every system", () => {
  it("lose their ending, and what Windows refuses", () => {
    const expected: Record<string, string> = {
      "借款合同 2026-001.pdf": "借款合同 2026-001",
      "a.tar.gz": "a.tar",
      ".env": ".env",
      "Agreement v1.2": "Agreement v1.2",
      'a<b>c:d"e|f?g*h.txt': "a_b_c_d_e_f_g_h",
      "con.pdf": "_con",
      "AUX.tar.gz": "_AUX.tar",
      "COM¹": "_COM¹",
      "console.pdf": "console",
      "ends in dots... .pdf": "ends in dots",
      "...": "_",
      " ": "_",
      "cafe\u0301.pdf": "café",
    };
    for (const [name, stem] of Object.entries(expected)) assert.equal(portableStem(name), stem, name);
  });

  it("are cut between characters, and never end badly", () => {
    assert.equal(portableStem("合".repeat(255)), "合".repeat(63));
    assert.equal(portableStem("😀".repeat(200)), "😀".repeat(47));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (name) => {
        const stem = portableStem(name);
        assert.ok(stem.isWellFormed());
        assert.ok(Buffer.byteLength(stem) <= 192 && stem.length > 0);
        assert.doesNotMatch(stem, /[<>:"/\\|?*\p{Cc}]|[. ]$/u);
      }),
    );
  });

  it("are given out once each, large and small letters being one", () => {
    const stems = new DistinctStems();
    const taken = ["Loan", "loan", "loan (2)", "LOAN", "合同", "合同"].map((stem) => stems.take(stem));
    assert.deepEqual(taken, ["Loan", "loan (2)", "loan (2) (2)", "LOAN (3)", "合同", "合同 (2)"]);
  });

  it("a thousand of the same are no thousand tries each", () => {
    const stems = new DistinctStems();
    const taken = new Set(Array.from({ length: 50_000 }, () => stems.take("scan")));
    assert.equal(taken.size, 50_000);
  });
});
