/** A report says which letter did not arrive, and whatever else comes to that address says nothing, takes no time and breaks nothing. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { readDeliveryStatus } from "#lib/infra/mail/delivery-status.ts";
import { envelopeId, letterIdOf } from "#lib/infra/mail/envelope-id.ts";
import { report } from "./report.ts";

describe("a report", () => {
  it("of a server that knows our ids says which letter failed, however its lines end and its fields are written", () => {
    const text = report({ envelope: "one" });
    for (const each of [text, text.replaceAll("\n", "\r\n"), text.replace("Action: failed", "ACTION:   FAILED (gone)")])
      assert.deepEqual(readDeliveryStatus(each), { names: ["one"], failed: true });
    const folded = text
      .replace(" boundary=", "\n\tboundary=")
      .replace("Original-Envelope-Id: one", "original-envelope-id:\n  one");
    assert.deepEqual(readDeliveryStatus(folded)?.names, ["one"]);
  });

  it("of another server is about the letter whose head it returns", () => {
    assert.deepEqual(readDeliveryStatus(report({ messageId: "<two@example.org>" })), { names: ["two"], failed: true });
    const both = report({ envelope: "one", messageId: "<two@example.org>" });
    assert.deepEqual(readDeliveryStatus(both)?.names, ["one", "two"]);
  });

  it("of a letter that is late, or has arrived, says that nothing failed", () => {
    for (const action of ["delayed", "delivered", "relayed", "expanded", "failedish"])
      assert.equal(readDeliveryStatus(report({ envelope: "one", action }))?.failed, false, action);
  });

  it("is no answer by hand, no automatic one, no letter that quotes one, and nothing broken", () => {
    const quoted = report({ envelope: "one" }).replace("multipart/report", "multipart/mixed");
    const answers = ["", "\n", "Subject: Thank you\n\nHello", "Content-Type: multipart/report\n\n--x\n", quoted];
    for (const each of answers) assert.equal(readDeliveryStatus(each), undefined, each);
    const without = report({ envelope: "one" }).replace("message/delivery-status", "text/plain");
    assert.equal(readDeliveryStatus(without), undefined);
    const closed = report({ envelope: "one" }).replace(
      "--=_b\nContent-Description: Delivery",
      "--=_b--\n--=_b\nContent-Description: Delivery",
    );
    assert.equal(readDeliveryStatus(closed), undefined, "behind the end");
  });

  it("of hostile size or shape is read in no time", () => {
    const big = [
      report({ envelope: "one" }).replace("\n\n", `\n${"X-A: b\n".repeat(100_000)}\n`),
      `Content-Type: multipart/report; boundary=a\n\n${"--a\n\n".repeat(200_000)}`,
      `Content-Type: multipart/report; boundary=a\n\n${"\n--a".repeat(200_000)}`,
      `Content-Type: multipart/report;${" ".repeat(500_000)}x`,
      `Content-Type:${"\n ".repeat(400_000)}`,
      `${" \n".repeat(400_000)}`,
      `a${":".repeat(900_000)}`,
      report({ envelope: "\t".repeat(900_000) }),
      report({ messageId: `<${"a".repeat(900_000)}` }),
    ];
    for (const [at, each] of big.entries()) {
      const started = performance.now();
      readDeliveryStatus(each);
      assert.ok(performance.now() - started < 10_000, `case ${at}: ${performance.now() - started} ms`);
    }
  });
});

describe("a letter's name", () => {
  it("is one that only this installation makes", () => {
    const id = uuidv7();
    const name = envelopeId(id);
    assert.match(name, /^[!-*,-<>-~]{1,100}$/, "xtext without a hexchar, RFC 3461 section 4");
    assert.equal(letterIdOf(name), id);
    const [, mac = ""] = name.split(".");
    const changed = mac.startsWith("A") ? `B${mac.slice(1)}` : `A${mac.slice(1)}`;
    for (const bad of [
      id,
      `${id}.`,
      `${uuidv7()}.${mac}`,
      `${id}.${changed}`,
      `${id}.${mac.slice(0, 8)}`,
      `${name}.x`,
      "",
    ])
      assert.equal(letterIdOf(bad), undefined, bad);
  });
});
