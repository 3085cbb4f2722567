/** The day on which SHA-256 is broken, rehearsed: a ledger is renewed before, and its receipts are read afterwards. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { generateKeyPairSync, hash, sign } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { after, before, describe, it } from "node:test";
import { checkAgainst } from "#components/verification/inspect-and-check.ts";
import { formatNote, formatVerifierKey, parseNote, parseVerifierKey, signatureLine } from "#lib/core/log/note.ts";
import { type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { formatTlogProof, parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { parseAlgorithms } from "#lib/core/renewal/algorithms.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import { loadReceipt } from "#lib/features/evidence/receipts/pages.ts";
import { buildReceipt } from "#lib/features/evidence/receipts/rows.ts";
import { loadIsRenewed } from "#lib/features/evidence/renewal/pages.ts";
import type { RenewReport } from "#lib/features/evidence/renewal/types.ts";
import { renewLedger } from "#lib/features/evidence/renewal/verbs/renew.ts";
import { findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { stampDueBlocks } from "#lib/features/ledger/timestamps/verbs/stamp-due.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { contentPath } from "#lib/infra/storage/disk/paths.ts";
import type { TimestampAuthority } from "#lib/infra/tsa/authorities.ts";
import { open } from "#lib/verify/open.ts";
import { missing, runOn } from "#tests/features/evidence/receipts/pdf-tools.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll } from "#tests/support/ledger.ts";
import { OPENSSL_MISSING, startTsa } from "#tests/support/tsa.ts";
import { verify } from "#tests/support/verify-bytes.ts";

const DAY_MS = 86_400_000;
const actor = { kind: "operator" } as const;
const day = (days: number) => new Date(Date.now() + days * DAY_MS);
const broken = (...lines: [string, number][]) => {
  const text = lines.map(([name, days]) => `${name} broken since ${day(days).toISOString().slice(0, 10)}`).join("\n");
  const table = parseAlgorithms(text);
  assert(table instanceof Map);
  return table;
};
const digests = (content: string) => ({
  sha256: new Uint8Array(hash("sha256", content, "buffer")),
  sha3: new Uint8Array(hash("sha3-256", content, "buffer")),
});

type Changed = { extras: Record<string, unknown>[] };
const firstOf = ({ extras }: Changed) => extras.find(({ kind }) => kind === "renewal")!;

describe("after SHA-256 is broken", { skip: OPENSSL_MISSING }, () => {
  let organisation: MadeOrganisation;
  let strong: Awaited<ReturnType<typeof startTsa>>;
  let usual: Awaited<ReturnType<typeof startTsa>>;
  let policy: Policy;
  let [kept, lost, digest, late] = ["", "", "", ""];
  let report: RenewReport;
  const named = ({ url, tsa }: typeof strong, name: string): TimestampAuthority => ({
    ...{ name, url, anchors: [tsa.ca], pem: "", timeoutMs: 5_000, active: true },
  });
  const anchor = async () => {
    await appendAll();
    const authorities = [named(usual, "usual")];
    await stampDueBlocks({ authorities, troubles: new Map(), intervalMs: 0 });
  };
  const renew = (authorities: TimestampAuthority[]) =>
    renewLedger({ actor, ledger: "main", newest: false, authorities });
  const receiptOf = async (evidenceId: string, renewal = true) =>
    (await buildReceipt({ evidenceId, reach: whole(organisation.id as OrganisationId), renewal }))!.json;
  const read = (receipt: Uint8Array, given: object): Promise<Verification> =>
    verify({ receipt, policy, authorities: [strong.tsa.ca, usual.tsa.ca], at: day(20), ...given });
  const stepOf = ({ steps }: Verification, name: string) => {
    const step = steps.find((each) => each.name === name);
    return step && `${step.status} ${step.reason}`;
  };

  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    organisation = await makeOrganisation();
    [strong, usual] = await Promise.all([startTsa({ kind: "sha512", name: "Strong" }), startTsa({ name: "Usual" })]);
    const contents = (at: number) => `content ${at}`;
    const files = await makeEvidence({ organisation, count: 2, contents });
    const path = contentPath({ organisationId: organisation.id, sha256: files[0]!.sha256 });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "content 0");
    [kept, lost] = files.map(({ id }) => id) as [string, string];
    digest = (await makeEvidence({ organisation, count: 1 }))[0]!.id;
    await anchor();
    report = (await renew([named(strong, "strong")]))!;
    late = (await makeEvidence({ organisation, count: 1 }))[0]!.id;
    await anchor();
    const { verifierKey } = (await findLedger("main"))!;
    policy = parsePolicy(`log ${verifierKey}\nquorum none\n`) as Policy;
  });
  after(async () => {
    await strong?.stop();
    await usual?.stop();
    await dropTestDatabase();
  });

  it("the renewal names content that is gone, and counts what it binds", () => {
    assert.deepEqual(
      report.lost.map(({ damage }) => damage),
      ["missing"],
    );
    assert.deepEqual([report.contents, report.recordsOnly], [1n, 2n]);
    assert.equal(report.isStamped, true);
  });

  it("the record's page offers a receipt with renewals where there is one", async () => {
    assert.deepEqual([await loadIsRenewed(kept), await loadIsRenewed(late)], [true, false]);
  });

  it("the PDF of a renewed receipt says in words what was renewed and who dated it, in both languages", {
    skip: missing("pdftotext"),
  }, async () => {
    const pageOf = async (evidenceId: string, locale: Locale) => {
      const wish = { format: "pdf", locale, waitSeconds: 0, until: "anchored", renewal: true } as const;
      const { bytes } = await loadReceipt({ evidenceId, reach: whole(organisation.id as OrganisationId), ...wish });
      return runOn(bytes, "pdftotext", "-layout", "-l", "1", "PDF", "-").replace(/\s+/g, " ");
    };
    assert.match(
      await pageOf(kept, "en"),
      /Renewal 1 All 4 entries .* SHA3-256\. The content is bound .* Dated by Strong, \d{4}-/,
    );
    assert.match(await pageOf(lost, "en"), /Renewal 1 .* As a record only: .* Dated by Strong/);
    assert.match(await pageOf(kept, "zh-CN"), /第 1 次续证 .*SHA3-256.* 由 Strong 证明时间：\d{4}-/);
    assert.doesNotMatch(await pageOf(late, "en"), /Renewal/);
  });

  it("a receipt that was renewed before holds, with the file that it is about", async () => {
    const given = { ...digests("content 0"), broken: broken(["sha-256", 5]) };
    const verification = await read(await receiptOf(kept), given);
    assert.equal(verification.verdict, "valid");
    assert.equal(stepOf(verification, "renewal"), "ok ok");
    assert.equal(stepOf(verification, "file"), "ok ok");
    assert.match(verification.steps.find(({ name }) => name === "renewal")!.found!, /^1: \d{4}-.*Strong$/);
  });

  it("a file that was not compared under the new digest is not said to be the one", async () => {
    const { sha256 } = digests("content 0");
    const verification = await read(await receiptOf(kept), { sha256, broken: broken(["sha-256", 5]) });
    assert.equal(stepOf(verification, "renewal"), "ok renewed_file_unread");
    assert.equal(stepOf(verification, "file"), "unchecked digest_aged");
    const other = await read(await receiptOf(kept), { sha256, sha3: digests("content 1").sha3 });
    assert.equal(stepOf(other, "renewal"), "failed digest_mismatch");
  });

  it("the pages hash a file once more where a renewal binds it by another digest, and no other", async () => {
    const { sha256 } = digests("content 0");
    const receipt = await open(await receiptOf(kept));
    const check = async (text: string) => {
      const source = { file: new File([text], "given") };
      const authorities = [strong.tsa.ca, usual.tsa.ca];
      return (await checkAgainst({ receipt, policy, authorities, sha256: toHex(sha256), source })).verification;
    };
    assert.equal(stepOf(await check("content 0"), "renewal"), "ok ok");
    const other = await check("content 1");
    assert.deepEqual([other.verdict, stepOf(other, "renewal")], ["failed", "failed digest_mismatch"]);
  });

  it("records whose content is gone, or never was here, are renewed as records only, and it is said", async () => {
    for (const id of [lost, digest]) {
      const verification = await read(await receiptOf(id), { broken: broken(["sha-256", 5]) });
      assert.equal(verification.verdict, "valid");
      assert.equal(stepOf(verification, "renewal"), "ok renewed_record_only");
    }
    const withFile = await read(await receiptOf(lost), { ...digests("content 1"), broken: broken(["sha-256", 5]) });
    assert.equal(stepOf(withFile, "file"), "unchecked digest_aged");
  });

  it("one that was not renewed does not hold, nor one that was renewed too late", async () => {
    for (const receipt of [await receiptOf(late), await receiptOf(kept, false)]) {
      const verification = await read(receipt, { broken: broken(["sha-256", 5]) });
      assert.equal(verification.verdict, "failed");
      assert.equal(stepOf(verification, "renewal"), "failed not_renewed");
      assert.equal((await read(receipt, {})).verdict, "valid", "while nothing is broken it does");
      assert.equal((await read(receipt, { broken: broken(["sha-256", 30]) })).verdict, "valid", "and until the day");
    }
    const tooLate = await read(await receiptOf(kept), { broken: broken(["sha-256", -3]) });
    assert.equal(stepOf(tooLate, "renewal"), "failed renewed_too_late");
  });

  it("a change of any part of a renewal is found", async () => {
    const bytes = await receiptOf(kept);
    const change = async (edit: (value: Changed) => void) => {
      const value = JSON.parse(Buffer.from(bytes).toString("utf8"));
      edit(value);
      const verification = await read(utf8(canonicalJson(value)), { broken: broken(["sha-256", 5]) });
      return stepOf(verification, "renewal");
    };
    const flip = (text: unknown) => {
      const raw = Buffer.from(text as string, "base64");
      raw[raw.length >> 1]! ^= 1;
      return raw.toString("base64");
    };
    const extra = (edit: (extra: Record<string, unknown>) => void) => change((it) => edit(firstOf(it)));
    assert.equal(await extra(() => {}), "ok ok");
    assert.equal(await extra((it) => Object.assign(it, { content: flip(it.content) })), "failed renewal_mismatch");
    assert.equal(await extra((it) => delete it.content), "failed renewal_mismatch");
    assert.equal(await extra((it) => Object.assign(it, { details: flip(it.details) })), "failed details_mismatch");
    assert.equal(
      await extra((it) => Object.assign(it, { path: (it.path as string[]).map(flip) })),
      "failed renewal_mismatch",
    );
    const other = (it: Record<string, unknown>) =>
      Object.assign(it, { statement: (it.statement as string).replace("\n1\n2\n", "\n2\n1\n") });
    assert.equal(await extra(other), "failed renewal_unsigned");
    type Stamp = { seal: string; token: string };
    const stamp = (edit: (stamp: Stamp) => void) => extra((it) => (it.stamps as Stamp[]).forEach(edit));
    assert.equal(await stamp((it) => Object.assign(it, { token: flip(it.token) })), "failed seal_invalid");
    assert.equal(await stamp((it) => Object.assign(it, { seal: flip(it.seal) })), "failed seal_invalid");
    assert.equal(await extra((it) => Object.assign(it, { stamps: [] })), "failed renewal_undated");
    assert.equal(
      await extra((it) => Object.assign(it, { receipt: Buffer.from(bytes).toString("utf8") })),
      "failed renewal_unrecorded",
    );
    const unproven = JSON.parse(firstOf(JSON.parse(Buffer.from(bytes).toString("utf8"))).receipt as string);
    Object.assign(unproven, { proof: undefined, timestamps: [], extras: [] });
    assert.equal(
      await extra((it) => Object.assign(it, { receipt: JSON.stringify(unproven) })),
      "failed renewal_unrecorded",
    );
    assert.equal(await extra((it) => Object.assign(it, { more: "1" })), "failed renewal_malformed");
    const first = await receiptOf(kept, false);
    assert.equal(await change((it) => it.extras.push(firstOf(it))), "failed renewal_link_missing");
    const swapped = JSON.parse(Buffer.from(first).toString("utf8"));
    assert.equal(
      await change((it) => Object.assign(it, { proof: swapped.proof, timestamps: [] })),
      "failed renewal_mismatch",
    );
  });

  it("a key that somebody put under the ledger's name beside a listed one states no renewal", async () => {
    const stranger = generateKeyPairSync("ed25519");
    const publicKey = stranger.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    const { name } = policy.logs[0]!.key;
    const key = parseVerifierKey(formatVerifierKey({ name, publicKey }))!;
    const lineOn = (text: string) =>
      signatureLine({ name, keyId: key.keyId, signature: sign(null, utf8(text), stranger.privateKey) });
    const value = JSON.parse(Buffer.from(await receiptOf(kept)).toString("utf8"));
    const note = parseNote(firstOf(value).statement as string)!;
    Object.assign(firstOf(value), { statement: formatNote(note.text, [lineOn(note.text)]) });
    const proof = parseTlogProof(value.proof)!;
    const signed = parseNote(proof.checkpoint)!.text;
    const checkpoint = `${proof.checkpoint}${lineOn(signed)}`;
    Object.assign(value, { ledgerKey: { key: key.text }, timestamps: [] });
    Object.assign(value, { proof: formatTlogProof({ ...proof, checkpoint }) });
    const verification = await read(utf8(canonicalJson(value)), {});
    assert.equal(stepOf(verification, "issuer"), "ok ok", "a listed key signed the checkpoint as well");
    assert.equal(stepOf(verification, "renewal"), "failed renewal_unsigned");
  });

  it("a timestamp that rests on SHA-256 itself dates nothing then", async () => {
    await makeEvidence({ organisation, count: 1 });
    await anchor();
    const second = (await renew([named(usual, "usual")]))!;
    await anchor();
    assert.equal(second.number, 2);
    const receipt = await receiptOf(late);
    assert.equal(stepOf(await read(receipt, {}), "renewal"), "ok renewed_record_only");
    const undated = await read(receipt, { broken: broken(["sha-256", 5]) });
    assert.equal(stepOf(undated, "renewal"), "failed renewal_undated");
    // Of the first, dated before, the second binds the token: both links are there.
    const both = await read(await receiptOf(kept), {});
    assert.match(both.steps.find(({ name }) => name === "renewal")!.found!, /^1: .*; 2: /);
  });

  it("a chain holds while each link was bound before it broke, and else the missing one is named", async () => {
    await makeEvidence({ organisation, count: 1 });
    await anchor();
    assert.equal((await renew([named(strong, "strong")]))!.number, 3);
    await anchor();
    const receipt = await receiptOf(late);
    assert.equal(stepOf(await read(receipt, { broken: broken(["sha-256", 5]) }), "renewal"), "ok renewed_record_only");
    const later = { broken: broken(["sha-256", 5], ["sha3-256", 10]) };
    assert.equal(stepOf(await read(receipt, later), "renewal"), "failed renewal_link_missing");
    const value = JSON.parse(Buffer.from(await receiptOf(kept)).toString("utf8"));
    const renewals = (value as Changed).extras.filter(({ kind }) => kind === "renewal");
    assert.equal(renewals.length, 3);
    value.extras = (value as Changed).extras.filter((extra) => extra !== renewals[1]);
    const gap = await read(utf8(canonicalJson(value)), {});
    assert.equal(stepOf(gap, "renewal"), "failed renewal_link_missing");
  });
});
