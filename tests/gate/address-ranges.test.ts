import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isRangeWithin, isWithin, parseRange } from "#lib/gate/address-ranges.ts";

describe("address ranges", () => {
  it("are read in CIDR, of both versions; what could be meant in two ways is none", () => {
    const good = ["10.0.0.0/8", "203.0.113.7", "203.0.113.7/32", "0.0.0.0/0", "2001:db8::/32", "::/0", "FE80::1"];
    for (const text of good) assert.ok(parseRange(text), text);
    const bad = [
      ...[
        "",
        "10",
        "10.0.0/8",
        "10.1.2.3/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "010.0.0.0/8",
      ],
      ...[
        "2001:db8::1/32",
        "2001:db8::/129",
        "::ffff:10.0.0.0/104",
        "::ffff:0:0/96",
        "fe80::1%eth0",
        "localhost",
        "10.0.0.0 /8",
        "2001:db8",
      ],
    ];
    for (const text of bad) assert.equal(parseRange(text), undefined, text);
  });

  it("hold the addresses between their ends, and none of the other version", () => {
    const ranges = ["203.0.113.64/26", "2001:db8:1::/48"];
    const cases: [string, boolean][] = [
      ["203.0.113.63", false],
      ["203.0.113.64", true],
      ["203.0.113.127", true],
      ["203.0.113.128", false],
      ["2001:db8:1::", true],
      ["2001:db8:1:ffff:ffff:ffff:ffff:ffff", true],
      ["2001:DB8:1::a", true],
      ["2001:db8:2::", false],
      ["unknown", false],
      ["", false],
    ];
    for (const [address, within] of cases) assert.equal(isWithin(address, ranges), within, address);
    assert.equal(isWithin("203.0.113.1", ["::/0"]), false);
    assert.equal(isWithin("2001:db8::1", ["0.0.0.0/0"]), false);
  });

  it("lie within others as a whole or not", () => {
    const outer = ["10.0.0.0/8", "2001:db8::/32"];
    for (const text of ["10.0.0.0/8", "10.9.0.0/16", "10.255.255.255", "2001:db8:9::/48"])
      assert.ok(isRangeWithin(text, outer), text);
    for (const text of ["10.0.0.0/7", "0.0.0.0/0", "11.0.0.0/8", "2001:db8::/31", "::/0", "no"]) {
      assert.equal(isRangeWithin(text, outer), false, text);
    }
  });
});
