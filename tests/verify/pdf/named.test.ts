/** Authorities that a reader or an organisation named: read from files, kept as text, and counting between their days. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { keep, keptText, readKept, withMore } from "#components/verification/signers/kept.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { factsOf, isDay, namedIn, trustedOf } from "#lib/verify/pdf/named.ts";
import { countingAt } from "#lib/verify/pdf/trust.ts";
import { RevokingAuthority } from "#tests/pki/revoking-authority.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";

describe("authorities that somebody named", { skip: OPENSSL_MISSING }, () => {
  let authority: RevokingAuthority;
  before(() => {
    authority = new RevokingAuthority();
  });
  after(() => authority.remove());

  it("are told by name, fingerprint and end, each in its role", () => {
    const both = namedIn(authority.p7b("PEM"), "signer");
    assert.deepEqual(both?.map((each) => factsOf(each)?.name).sort(), ["Authority", "customer"]);
    assert.match(factsOf({ role: "signer", der: authority.root })?.fingerprint ?? "", /^[0-9a-f]{64}$/);
    assert.equal(namedIn(authority.root, "revocation"), undefined);
    const [list] = namedIn(authority.list(), "revocation") ?? [];
    assert.equal(list && factsOf(list)?.name, "Authority");
    const [answer] = namedIn(authority.answer(), "revocation") ?? [];
    assert.equal(answer && factsOf(answer)?.name, "responder");
    assert.equal(namedIn(utf8("nothing"), "signer"), undefined);
  });

  it("count from the first day that was given to the end of the last", () => {
    const named = [{ role: "signer", der: authority.root, from: "2026-05-02", to: "2026-05-03" } as const];
    const counts = (time: string) => countingAt(trustedOf(named).anchors, new Date(time)).length;
    assert.deepEqual(
      ["2026-05-01T23:59:59Z", "2026-05-02T00:00:00Z", "2026-05-03T23:59:59Z", "2026-05-04T00:00:00Z"].map(counts),
      [0, 1, 1, 0],
    );
    assert.deepEqual(["2026-02-28", "2026-02-30", "26-01-01", "2026-1-1"].map(isDay), [true, false, false, false]);
  });

  it("are the same when they are read again, each once, and strange texts are nobody", () => {
    const named = withMore(
      [{ role: "signer", der: authority.root }],
      [
        { role: "signer", der: authority.root, to: "2030-01-01" },
        { role: "timestamp", der: authority.root },
      ],
    );
    assert.deepEqual(
      readKept(keptText(named)),
      named.map((each) => ({ ...each, from: undefined, to: each.to })),
    );
    assert.deepEqual(
      named.map(({ to }) => to),
      ["2030-01-01", undefined],
    );
    for (const text of ["", "{", "null", "{}", '[null,1,{"role":"signer","der":"AAAA"},{"role":"x"}]'])
      assert.deepEqual(readKept(text), [], text);
  });

  it("are kept for a site, and neither read nor kept in a page that is a file, whose place others share", () => {
    const values = new Map<string, string>();
    const localStorage = {
      getItem: (name: string) => values.get(name) ?? null,
      setItem: (name: string, value: string) => values.set(name, value),
      removeItem: (name: string) => values.delete(name),
    };
    const own = ["localStorage", "location"].map(
      (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
    );
    const at = (protocol: string) => {
      for (const [name, value] of Object.entries({ localStorage, location: { protocol } }))
        Object.defineProperty(globalThis, name, { value, configurable: true });
    };
    try {
      const named = [{ role: "signer" as const, der: authority.root }];
      at("https:");
      assert.equal(keep(named), true);
      assert.equal(readKept().length, 1);
      at("file:");
      assert.deepEqual(readKept(), []);
      assert.equal(keep([]), false);
      assert.equal(values.size, 1);
    } finally {
      for (const [name, before] of own)
        if (before) Object.defineProperty(globalThis, name, before);
        else Reflect.deleteProperty(globalThis, name);
    }
  });
});
