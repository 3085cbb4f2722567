/** Leaf and statements of certificates: for ever in one spelling. Golden texts; whatever is bent in any character is none. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type BatchStatement, encodeBatchStatement, parseBatchStatement } from "#lib/core/certificate/batch.ts";
import { isDidWeb } from "#lib/core/certificate/did.ts";
import { type CertificateLeaf, encodeLeaf, parseLeaf } from "#lib/core/certificate/leaf.ts";
import {
  encodeStatusStatement,
  parseStatusStatement,
  REASON_CHARS_MAX,
  type StatusStatement,
  statusSubject,
} from "#lib/core/certificate/status.ts";
import { STATUSES } from "#lib/core/claim/kinds/status.ts";
import { fromUtf8, sha256, toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";

const hash = (fill: number) => toBase64(new Uint8Array(32).fill(fill));
const salt = toBase64(new Uint8Array(16).fill(9));
const ID = "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37";
const OTHER = "0193563f-9a10-7b22-a5d3-0e6f4c1d2b38";

const leaf: CertificateLeaf = { id: ID, credential: hash(1), pages: hash(2), sdJwt: hash(3), salt };
const LEAF = `sealbook.certificate/v1
0193563f-9a10-7b22-a5d3-0e6f4c1d2b37
credential AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=
pages AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=
sd-jwt AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=
salt CQkJCQkJCQkJCQkJCQkJCQ==
`;
const batch: BatchStatement = {
  batch: "sealbook.batch/v1",
  issuer: "did:web:example.org%3A8443:issuers:school",
  template: { id: OTHER, version: 2, sha256: hash(4) },
  count: 3,
  root: hash(5),
  credentialType: "OpenBadgeCredential",
  issuedAt: "2026-11-29T17:55:03.123Z",
};
const BATCH = `{"batch":"sealbook.batch/v1","count":3,"credentialType":"OpenBadgeCredential","issuedAt":"2026-11-29T17:55:03.123Z","issuer":"did:web:example.org%3A8443:issuers:school","root":"BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=","template":{"id":"0193563f-9a10-7b22-a5d3-0e6f4c1d2b38","sha256":"BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ=","version":2}}`;
const status: StatusStatement = {
  ...({ status: "sealbook.status/v1", certificate: ID, state: "superseded", at: "2026-11-29T17:55:03.123Z" } as const),
  ...{ reason: "姓名更正 a corrected name", replacement: OTHER, salt },
};
const STATUS = `{"at":"2026-11-29T17:55:03.123Z","certificate":"0193563f-9a10-7b22-a5d3-0e6f4c1d2b37","reason":"姓名更正 a corrected name","replacement":"0193563f-9a10-7b22-a5d3-0e6f4c1d2b38","salt":"CQkJCQkJCQkJCQkJCQkJCQ==","state":"superseded","status":"sealbook.status/v1"}`;

const FORMATS = [
  { name: "a leaf", value: leaf, text: LEAF, encode: encodeLeaf, parse: parseLeaf },
  { name: "a batch", value: batch, text: BATCH, encode: encodeBatchStatement, parse: parseBatchStatement },
  { name: "a status", value: status, text: STATUS, encode: encodeStatusStatement, parse: parseStatusStatement },
] as const;

describe("formats of certificates", () => {
  for (const { name, value, text, encode, parse } of FORMATS) {
    it(`${name} has exactly this text, and is read back`, () => {
      assert.equal(fromUtf8((encode as (given: typeof value) => Uint8Array)(value)), text);
      assert.deepEqual(parse(text), value);
    });

    it(`${name} with any character left out, doubled or another is none, or another one in its own one form`, () => {
      const encodeAny = encode as (given: unknown) => Uint8Array;
      const bend = fc.tuple(fc.nat(text.length - 1), fc.constantFrom("", " ", "\n", "=", "A", "0", '"', "{", "\u0000"));
      fc.assert(
        fc.property(bend, fc.boolean(), ([at, put], isInserted) => {
          const bent = text.slice(0, at) + put + text.slice(at + (isInserted ? 0 : 1));
          const read = parse(bent);
          if (read !== undefined) assert.equal(fromUtf8(encodeAny(read)), bent);
        }),
        { numRuns: 2_000 },
      );
    });
  }

  it("the subject of a certificate's status follows from its leaf, and from nothing less", () => {
    assert.equal(
      toHex(sha256(utf8(`sealbook.subject/v1\n${LEAF}`))),
      toHex(Buffer.from(statusSubject(utf8(LEAF)), "base64")),
    );
    assert.notEqual(statusSubject(utf8(LEAF)), statusSubject(utf8(LEAF.replace("salt C", "salt D"))));
  });
});

describe("a leaf", () => {
  it("is none without its last line end, with CR, with a line twice or more, of another version or another kind of id", () => {
    const lines = LEAF.split("\n");
    const wrong = [
      LEAF.slice(0, -1),
      `${LEAF}\n`,
      LEAF.replaceAll("\n", "\r\n"),
      LEAF.replace("/v1", "/v2"),
      LEAF.replace("-7b22", "-4b22"),
      LEAF.replace(ID, ID.toUpperCase()),
      [...lines.slice(0, 3), lines[2], ...lines.slice(3)].join("\n"),
      LEAF.replace("salt ", "more x\nsalt "),
      LEAF.replace("credential ", "credential  "),
      LEAF.replace("EBAQE=", "EBAQF="),
      "",
      "\n".repeat(100),
      "x".repeat(1_000_000),
    ];
    for (const text of wrong) assert.equal(parseLeaf(text), undefined, JSON.stringify(text.slice(0, 200)));
    assert.throws(() => encodeLeaf({ ...leaf, salt: hash(1) }), TypeError);
    assert.throws(() => encodeLeaf({ ...leaf, id: `${ID}\n` }), TypeError);
  });
});

describe("statements", () => {
  it("of a batch: another member, number, issuer or time than permitted is none", () => {
    const wrong: Record<string, unknown>[] = [
      { batch: "sealbook.batch/v2" },
      { issuer: "did:key:z6Mk" },
      { issuer: "https://example.org" },
      { count: 0 },
      { count: 1.5 },
      { count: "3" },
      { count: 2 ** 53 },
      { root: hash(1).slice(1) },
      { credentialType: "Diploma" },
      { issuedAt: "2026-11-29T17:55:03Z" },
      { issuedAt: "2026-02-30T17:55:03.123Z" },
      { template: { ...batch.template, version: 0 } },
      { template: { ...batch.template, more: "x" } },
      { template: [] },
      { seal: "x" },
      { root: undefined },
    ];
    for (const bent of wrong) {
      const members = Object.entries({ ...batch, ...bent }).filter(([, value]) => value !== undefined);
      assert.equal(parseBatchStatement(canonicalJson(Object.fromEntries(members))), undefined, JSON.stringify(bent));
      assert.throws(() => encodeBatchStatement(Object.fromEntries(members) as never), TypeError);
    }
    assert.equal(parseBatchStatement(JSON.stringify(batch)), undefined);
    assert.equal(parseBatchStatement(`${BATCH} `), undefined);
  });

  it("of a status: every state is one; a replacement belongs to what is superseded, and is another certificate", () => {
    const { replacement: _, reason: __, ...bare } = status;
    for (const state of STATUSES) assert.ok(parseStatusStatement(canonicalJson({ ...bare, state })), state);
    const wrong: Record<string, unknown>[] = [
      { state: "eaten" },
      { state: "revoked", replacement: OTHER },
      { replacement: ID },
      { replacement: "x" },
      { reason: "" },
      { reason: "two\nlines" },
      { reason: "x".repeat(REASON_CHARS_MAX + 1) },
      { certificate: ID.toUpperCase() },
      { salt: hash(1) },
      { at: "now" },
      { by: "me" },
    ];
    for (const bent of wrong) {
      assert.equal(parseStatusStatement(canonicalJson({ ...bare, ...bent })), undefined, JSON.stringify(bent));
    }
    const longest = { ...bare, reason: "\\".repeat(REASON_CHARS_MAX) };
    assert.ok(parseStatusStatement(canonicalJson(longest)));
  });
});

describe("a DID by did:web", () => {
  it("has one spelling: host in lower case, port as %3A, path segments that are no steps upwards", () => {
    const right = ["example.org", "localhost%3A3000", "127.0.0.1%3A80", "a-b.example:issuers:school", "x.org:A_b.c-1"];
    for (const each of right) assert.ok(isDidWeb(`did:web:${each}`), each);
    const wrong = [
      ...["", "Example.org", "example.org:", ":x", "example.org::x", "example.org:..", "example.org:.:x", "-a.org"],
      ...[
        "example.org:3000/x",
        "example.org%3a3000",
        "example.org%3A0",
        "example.org#key",
        "exämple.org",
        "example.org:a b",
      ],
      ...[
        "example.org:%2e%2e",
        "a@b.org",
        "example.org\n",
        "example..org",
        `${"a".repeat(64)}.org`,
        "a.org:x".repeat(60),
      ],
    ];
    for (const each of wrong) assert.ok(!isDidWeb(`did:web:${each}`), each);
    for (const each of [undefined, 1, "did:key:z6Mk", "DID:web:example.org"]) assert.ok(!isDidWeb(each));
  });
});
