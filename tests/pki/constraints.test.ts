/** What authorities demand of everything below them: kept, broken, or not evaluated, and openssl says the same where it looks. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { utf8 } from "#lib/core/text/bytes.ts";
import { readCertificate } from "#lib/pki/certificate.ts";
import { leadsToAnchor, type Trust } from "#lib/pki/chain.ts";
import { encodeDer, encodeInteger, encodeOid, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { AUTHORITY, extension, forge, nameOf, newKey, STAMPS } from "./forged-certificates.ts";

const AT = new Date("2030-01-01T00:00:00Z");
const [P, Q] = ["1.2.3.4.1", "1.2.3.4.2"];
const UNKNOWN = { notEvaluated: ["1.2.3.4"] };
const NAMES = { notEvaluated: [OID.nameConstraints] };
const MAPPINGS = { notEvaluated: [OID.policyMappings] };

const [rootKey, subKey, leafKey] = [newKey(), newKey(), newKey()];
const root = (changes: { version?: number; extensions?: Uint8Array[] } = {}) =>
  forge({ subject: "Root", key: rootKey, issuer: "Root", by: rootKey, extensions: AUTHORITY, ...changes });

type Path = { root: Uint8Array; sub: Uint8Array; leaf: Uint8Array };
function path(given: { above?: Uint8Array[]; below?: Uint8Array[]; subject?: string }): Path {
  const { above = [], below = [], subject = "Stamps" } = given;
  return {
    root: root(),
    sub: forge({ subject: "Sub", key: subKey, issuer: "Root", by: rootKey, extensions: [...AUTHORITY, ...above] }),
    leaf: forge({ subject, key: leafKey, issuer: "Sub", by: subKey, extensions: [...STAMPS, ...below] }),
  };
}

function trust({ root: anchor, sub, leaf }: Path): Promise<Trust> {
  const read = (der: Uint8Array) => readCertificate(der) ?? assert.fail("not a certificate");
  const [certificate, helpers, anchors] = [read(leaf), [read(sub)], [read(anchor)]];
  return leadsToAnchor({ certificate, helpers, anchors, time: AT, purpose: OID.timeStamping });
}

/** Whether `openssl verify` takes the path; policies only when it is told to. */
function opensslTakes({ root: anchor, sub, leaf }: Path): boolean {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-constraints-"));
  try {
    for (const [name, der] of Object.entries({ anchor, sub, leaf })) {
      const body = Buffer.from(der)
        .toString("base64")
        .replaceAll(/.{64}(?=.)/g, "$&\n");
      writeFileSync(join(folder, name), `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);
    }
    const checks = [
      "-policy_check",
      "-policy",
      OID.anyPolicy,
      "-purpose",
      "timestampsign",
      "-attime",
      String(AT.getTime() / 1_000),
    ];
    const args = ["verify", ...checks, "-CAfile", "anchor", "-untrusted", "sub", "leaf"];
    return spawnSync("openssl", args, { cwd: folder }).status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const sequence = (...parts: Uint8Array[]) => encodeDer(TAG.sequence, ...parts);
const directory = (commonName: string) => encodeDer(TAG.context(4), nameOf(commonName));
const text = (n: number, value: string) => encodeDer(TAG.contextPrimitive(n), utf8(value));
const [mail, host] = [(value: string) => text(1, value), (value: string) => text(2, value)];
const trees = (n: number, bases: Uint8Array[]) => encodeDer(TAG.context(n), ...bases.map((base) => sequence(base)));
const names = (...lists: Uint8Array[]) => extension(OID.nameConstraints, sequence(...lists));
const permitted = (...bases: Uint8Array[]) => names(trees(0, bases));
const excluded = (...bases: Uint8Array[]) => names(trees(1, bases));
const called = (...also: Uint8Array[]) => extension(OID.subjectAltName, sequence(...also), false);
const policies = (...oids: string[]) =>
  extension(OID.certificatePolicies, sequence(...oids.map((oid) => sequence(encodeOid(oid)))), false);
const number = (n: number, value: bigint) => encodeDer(TAG.contextPrimitive(n), encodeInteger(value).subarray(2));
const required = (after = 0n) => extension(OID.policyConstraints, sequence(number(0, after)));
const noAny = (after = 0n) => extension(OID.inhibitAnyPolicy, encodeInteger(after));
const mapped = extension(OID.policyMappings, sequence(sequence(encodeOid(P), encodeOid(Q))));

const HOSTS = Array.from({ length: 200 }, (_, at) => `${at}.example.org`);

type Case = [string, Parameters<typeof path>[0], Trust];

describe("names that an authority binds those below it to", { skip: OPENSSL_MISSING }, () => {
  const judged: Case[] = [
    ["the subject lies within", { above: [permitted(directory("Stamps"))] }, "trusted"],
    ["in letters of another case", { above: [permitted(directory("STAMPS"))] }, "trusted"],
    ["it lies elsewhere", { above: [permitted(directory("Others"))] }, "untrusted"],
    ["one of several is enough", { above: [permitted(directory("Others"), directory("Stamps"))] }, "trusted"],
    ["it is excluded", { above: [excluded(directory("Stamps"))] }, "untrusted"],
    ["another is excluded", { above: [excluded(directory("Others"))] }, "trusted"],
    ["hosts are bound, and it has none", { above: [permitted(host("example.org"))] }, "trusted"],
    [
      "its host lies within",
      { above: [permitted(host("example.org"))], below: [called(host("a.Example.org"))] },
      "trusted",
    ],
    [
      "its host only ends alike",
      { above: [permitted(host("example.org"))], below: [called(host("notexample.org"))] },
      "untrusted",
    ],
    [
      "its host lies below one that is excluded with a dot in front",
      { above: [excluded(host(".example.org"))], below: [called(host("a.example.org"))] },
      "untrusted",
    ],
    [
      "its host is the one below which all is excluded",
      { above: [excluded(host(".example.org"))], below: [called(host("example.org"))] },
      "trusted",
    ],
    ["mail is bound, and it has none", { above: [permitted(mail("example.org"))] }, "trusted"],
  ];
  for (const [what, given, expected] of judged) {
    it(what, async () => {
      const made = path(given);
      assert.deepEqual([await trust(made), opensslTakes(made)], [expected, expected === "trusted"]);
    });
  }

  const open: Case[] = [
    [
      "mail is bound, and it has some",
      { above: [permitted(mail("example.org"))], below: [called(mail("a@example.org"))] },
      NAMES,
    ],
    ["nothing is demanded, which is none", { above: [names()] }, NAMES],
    ["a list is empty", { above: [names(trees(0, []))] }, NAMES],
    [
      "there are more names than anybody has",
      { above: [permitted(...HOSTS.map(host))], below: [called(...HOSTS.map(host))] },
      NAMES,
    ],
    [
      "depths are counted",
      { above: [names(encodeDer(TAG.context(0), sequence(directory("Stamps"), number(1, 3n))))] },
      NAMES,
    ],
  ];
  for (const [what, given, expected] of open) {
    it(`cannot be told where ${what}`, async () => assert.deepEqual(await trust(path(given)), expected));
  }

  it("what is broken stays broken beside what cannot be told", async () => {
    const above = [permitted(directory("Others"), mail("example.org"))];
    assert.equal(await trust(path({ above, below: [called(mail("a@example.org"))] })), "untrusted");
  });
});

describe("policies that an authority requires", { skip: OPENSSL_MISSING }, () => {
  const judged: Case[] = [
    ["one in common", { above: [policies(P), required()], below: [policies(P)] }, "trusted"],
    ["none in common", { above: [policies(P), required()], below: [policies(Q)] }, "untrusted"],
    ["none at all", { above: [policies(P), required()] }, "untrusted"],
    ["none at all, and none required", { above: [policies(P)] }, "trusted"],
    ["required only further down", { above: [policies(P), required(2n)], below: [policies(Q)] }, "trusted"],
    ["any above", { above: [policies(OID.anyPolicy), required()], below: [policies(Q)] }, "trusted"],
    ["any below", { above: [policies(P), required()], below: [policies(OID.anyPolicy)] }, "trusted"],
    [
      "any below, which no longer counts",
      { above: [policies(P), required(), noAny()], below: [policies(OID.anyPolicy)] },
      "untrusted",
    ],
    ["mapped, and not required", { above: [policies(P), mapped], below: [policies(Q)] }, "trusted"],
  ];
  for (const [what, given, expected] of judged) {
    it(what, async () => {
      const made = path(given);
      assert.deepEqual([await trust(made), opensslTakes(made)], [expected, expected === "trusted"]);
    });
  }

  it("cannot be told where they are mapped and required", async () => {
    assert.deepEqual(await trust(path({ above: [policies(P), required(), mapped], below: [policies(Q)] })), MAPPINGS);
  });
});

describe("certificates that are not understood", () => {
  const strange = extension("1.2.3.4", encodeDer(TAG.null));
  it("a critical extension that nobody knows is said, wherever it stands on the only path", async () => {
    assert.deepEqual(await trust(path({ above: [strange] })), UNKNOWN);
    assert.deepEqual(await trust(path({ below: [strange] })), UNKNOWN);
    assert.deepEqual(await trust({ ...path({}), root: root({ extensions: [...AUTHORITY, strange] }) }), UNKNOWN);
  });

  it("a stranger gains nothing by what is not understood", async () => {
    const stranger = newKey();
    const sub = forge({
      subject: "Sub",
      key: subKey,
      issuer: "Root",
      by: stranger,
      extensions: [...AUTHORITY, strange],
    });
    assert.equal(await trust({ ...path({}), sub }), "untrusted");
  });

  it("a certificate of the first version is an authority's where the reader names it, and nowhere else", async () => {
    const old = root({ version: 1, extensions: [] });
    assert.equal(await trust({ ...path({}), root: old }), "trusted");
    const sub = forge({ subject: "Sub", key: subKey, issuer: "Root", by: rootKey, version: 1, extensions: [] });
    assert.equal(await trust({ ...path({}), sub }), "untrusted");
  });
});
