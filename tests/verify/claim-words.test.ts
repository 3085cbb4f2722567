/** What is said of a claim: every kind, fact and status in both languages, and what is unknown as just that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS } from "#lib/core/claim/kinds/known.ts";
import { STATUSES } from "#lib/core/claim/kinds/status.ts";
import { LOCALES, type Locale } from "#lib/i18n/locale.ts";
import { translator } from "#lib/i18n/translator.ts";
import { claimRows, fieldRows } from "#lib/verify/claim-words.ts";

const hash = Buffer.alloc(32, 7).toString("base64");
const hex = Buffer.alloc(32, 7).toString("hex");
const say = (locale: Locale): Parameters<typeof claimRows>[1] => {
  const translate = translator(locale);
  return (key, values) => translate(`claim.${key}`, values);
};

test("each kind and status has a name of its own in both languages", () => {
  for (const locale of LOCALES) {
    const kinds = Object.keys(KINDS).map((kind) => claimRows({ kind, digests: [], own: [] }, say(locale))[0]?.value);
    const statuses = STATUSES.map(
      (value) => claimRows({ kind: "status", digests: [], own: [{ name: "status", value }] }, say(locale))[1]?.value,
    );
    assert.equal(new Set(kinds).size, Object.keys(KINDS).length);
    assert.equal(new Set(statuses).size, STATUSES.length);
  }
});

test("a kind that this program does not know is called that, by its name", () => {
  const rows = claimRows({ kind: "sculpture", digests: [], own: [] }, say("en"));
  assert.deepEqual(rows, [{ term: "Kind", value: "A kind this program does not know: sculpture" }]);
  assert.match(claimRows({ kind: "toString", digests: [], own: [] }, say("zh-CN"))[0]?.value ?? "", /不认识.*toString/);
});

test("digests by algorithm, the issuer, what it rests on and its own facts, each to be compared where it stands elsewhere", () => {
  const rows = claimRows(
    {
      kind: "batch",
      digests: [
        { algorithm: "sha3-256", value: hex },
        { algorithm: "sm3", value: hex },
      ],
      issuer: "did:web:example.org",
      parents: [
        { role: "origin", record: hash },
        { role: "previous", record: hash },
        { role: "draft", record: hash },
      ],
      own: [
        { name: "type", value: "file" },
        { name: "root", value: hash },
        { name: "count", value: "3" },
        { name: "subject", value: hash },
        { name: "after", value: hash },
      ],
    },
    say("en"),
  );
  assert.deepEqual(
    rows.map(({ term, value, hash: isHash }) => [term, value, isHash === true]),
    [
      ["Kind", "Batch of certificates", false],
      ["SHA3-256", hex, true],
      ["SM3", hex, true],
      ["Issuer", "did:web:example.org", false],
      ["Taken over from record", hex, true],
      ["Follows record", hex, true],
      ["Rests on record, as “draft”", hex, true],
      ["Root over them", hash, true],
      ["Certificates", "3", false],
      ["Is about, blinded", hash, true],
      ["Follows, blinded", hash, true],
    ],
  );
});

test("an own field never passes for one of ours, whatever its name", () => {
  const fields = {
    "SHA-256": { type: "text", value: "{count}" },
    sum: { type: "amount", value: "12.50", currency: "CNY" },
    "it's {x} <b>": { type: "number", value: "1" },
  } as const;
  assert.deepEqual(fieldRows({ fields }, say("en")), [
    { term: "Own field “SHA-256”", value: "{count}" },
    { term: "Own field “sum”", value: "12.50 CNY" },
    { term: "Own field “it's {x} <b>”", value: "1" },
  ]);
  assert.deepEqual(fieldRows({}, say("en")), []);
});

test("what was found of an old receipt is the recording service's word only where the record rests on one", () => {
  const fields = {
    "origin service": { type: "text", value: "A notary" },
    "origin check": { type: "text", value: "timestamp holds" },
  } as const;
  const rows = (parents: { role: string; record: string }[]) =>
    fieldRows({ fields, claim: { kind: "digest", digests: [], parents, own: [] } }, say("en")).map(({ term }) => term);
  const service = "Old service, as the submitter states";
  assert.deepEqual(rows([{ role: "old-receipt", record: hash }]), [
    ...[service, "Old receipt, as checked by the service that recorded it"],
  ]);
  assert.deepEqual(rows([{ role: "draft", record: hash }]), [service, "Own field “origin check”"]);
});
