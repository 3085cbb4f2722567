import assert from "node:assert/strict";
import { test } from "node:test";
import type { Algorithm } from "#lib/core/renewal/algorithms.ts";
import { type Dating, type Link, restsOnAll, restsOnAny, walkChain } from "#lib/core/renewal/chain.ts";

const year = (number: number) => Date.UTC(number, 0);
const broken = new Map<Algorithm, number>([
  ["sha-256", year(2041)],
  ["sha3-256", year(2061)],
  ["rsa", year(2050)],
]);
const on = (...algorithms: string[]) => restsOnAll(broken, algorithms);
const dated = (at: number, ...algorithms: string[]): Dating => ({
  time: year(at),
  by: "TSA",
  rests: on(...algorithms),
});
const link = (number: number, ...dates: Dating[]): Link => ({ number, dates, rests: on("sha3-256") });
const walk = (links: Link[], now = year(2055), original = [on("sha-256")]) => walkChain({ original, links, now });

test("before anything is broken a receipt needs no renewal", () => {
  assert.deepEqual(walk([], year(2040)), { status: "holds", dated: [] });
});

test("afterwards a receipt holds when it was renewed before, and else it is said why not", () => {
  assert.deepEqual(walk([]), { status: "not_renewed", algorithm: "sha-256" });
  const held = walk([link(1, dated(2035, "sha-512", "ecdsa"))]);
  assert.deepEqual(held, { status: "holds", dated: [{ number: 1, time: year(2035), by: "TSA" }] });
  const late = walk([link(1, dated(2042, "sha-512", "ecdsa"))]);
  assert.deepEqual(late, { status: "renewed_too_late", algorithm: "sha-256", number: 1, time: year(2042) });
});

test("on the day itself it is too late", () => {
  assert.equal(walk([link(1, dated(2041, "sha-512"))]).status, "renewed_too_late");
});

test("a date that rests on what is broken dates nothing", () => {
  assert.deepEqual(walk([link(1, dated(2035, "sha-256"))]), { status: "undated", algorithm: "sha-256", number: 1 });
  assert.deepEqual(walk([link(1)]), { status: "undated", algorithm: undefined, number: 1 });
  const both = walk([link(1, dated(2033, "sha-256"), dated(2036, "sha-512"), dated(2037, "sha-512"))]);
  assert.deepEqual(both, { status: "holds", dated: [{ number: 1, time: year(2036), by: "TSA" }] });
});

test("each link is judged as of the time of the next: a date of RSA counts until a renewal before its end", () => {
  const first = link(1, dated(2035, "sha-512", "rsa"));
  assert.deepEqual(walk([first]), { status: "undated", algorithm: "rsa", number: 1 });
  const second = link(2, dated(2045, "sha-512", "ecdsa"));
  assert.equal(walk([first, second]).status, "holds");
  const tooLate = link(2, dated(2052, "sha-512", "ecdsa"));
  assert.deepEqual(walk([first, tooLate]), { status: "undated", algorithm: "rsa", number: 1 });
});

test("when the new digest is broken too, the next renewal is missing or was late", () => {
  const first = link(1, dated(2035, "sha-512"));
  assert.deepEqual(walk([first], year(2070)), { status: "link_missing", algorithm: "sha3-256", number: 1 });
  const next = (at: number): Link => ({ number: 2, dates: [dated(at, "sha-512")], rests: () => undefined });
  assert.equal(walk([first, next(2060)], year(2070)).status, "holds");
  const late = { status: "renewed_too_late", algorithm: "sha3-256", number: 2, time: year(2065) };
  assert.deepEqual(walk([first, next(2065)], year(2070)), late);
});

test("a renewal of a time after the next one dates nothing", () => {
  const links = [link(1, dated(2036, "sha-512")), link(2, dated(2034, "sha-512"))];
  assert.equal(walk(links).status, "undated");
});

test("of several signatures one that counts is enough, of several digests each has to count", () => {
  const signed = restsOnAny(broken, [["rsa"], ["ml-dsa-44"]]);
  assert.equal(signed(year(2055)), undefined);
  assert.equal(restsOnAny(broken, [["rsa"], ["sha-256"]])(year(2055)), "rsa");
  assert.equal(restsOnAny(broken, [["rsa"], ["sha-256"]])(year(2045)), undefined);
  assert.equal(on("ecdsa", "rsa")(year(2055)), "rsa");
});
