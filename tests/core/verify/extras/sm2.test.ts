/** The ledger's SM2 signature in a receipt: checked and named, wrong said plainly, and never a condition. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Policy } from "#lib/core/log/policy.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { verify } from "#lib/verify/verify.ts";
import * as fixture from "#tests/core/receipt/receipt-fixture.ts";
import { sm2Line, sm2Signer, sm2Statement } from "#tests/core/sm/sm2-signers.ts";

const { ORIGIN, checkpointText, ledger, noWitnessPolicy, policyOf, proof, secondVersion, signer } = fixture;
const own = sm2Signer(ORIGIN);
const stranger = signer(ORIGIN, 0x01, "a stranger");
const text = checkpointText();
const keyId = toHex(own.key.keyId);

interface Bent {
  lines?: string[];
  extra?: Record<string, string> | undefined;
  policy?: Policy | undefined;
}

/** What becomes of the SM2 step, of the verdict, and of the facts about signatures. */
async function check({ lines = [sm2Line(own, text)], ...bent }: Bent = {}) {
  const { extra = { statement: sm2Statement(own, [ledger]) } } = bent;
  const extras = "extra" in bent && bent.extra === undefined ? [] : [{ kind: "sm2", ...extra }];
  const made = { ...secondVersion(extras), proof: proof({ moreLines: lines }) };
  const policy = "policy" in bent ? bent.policy : noWitnessPolicy;
  const receipt = openReceipt(formatReceipt(made));
  const { verdict, steps, facts } = await verify({ receipt, ...(policy && { policy }) });
  const step = steps.find(({ name }) => name === "sm2");
  const signed = facts?.signatures?.map(({ by, algorithm }) => `${by} ${algorithm}`);
  return { verdict, said: step && `${step.status} ${step.reason}`, signed, ignored: facts?.ignored, steps };
}

test("a signature that holds is named, and its line is not among those that count for nothing", async () => {
  const { verdict, said, signed, ignored, steps } = await check();
  assert.deepEqual([verdict, said], ["valid", "ok ok"], JSON.stringify(steps));
  assert.deepEqual(signed, ["ledger Ed25519", "ledger SM2"]);
  assert.deepEqual(ignored, []);
  const witnesses = steps.find(({ name }) => name === "witnesses");
  assert.equal(witnesses?.reason, "no_witness", "a line of the ledger's own is no unknown witness");
});

test("without a policy it holds as far as the receipt's own key goes", async () => {
  const { verdict, said } = await check({ policy: undefined });
  assert.deepEqual([verdict, said], ["issuer_unproven", "ok ok"]);
});

test("it is no condition: without it, or without a word about it, the receipt is as valid", async () => {
  assert.deepEqual([(await check({ lines: [], extra: undefined })).verdict], ["valid"]);
  const silent = await check({ extra: undefined });
  assert.deepEqual([silent.verdict, silent.said, silent.ignored], ["valid", undefined, [{ name: ORIGIN, keyId }]]);
});

test("a key that none of the known ones made the ledger's is not called the ledger's", async () => {
  for (const by of [[stranger], []]) {
    const { verdict, said, signed, ignored } = await check({ extra: { statement: sm2Statement(own, by) } });
    assert.deepEqual([verdict, said], ["valid", "unchecked sm2_key_unknown"]);
    assert.deepEqual([signed, ignored], [["ledger Ed25519"], [{ name: ORIGIN, keyId }]]);
  }
  // The policy lists the key that made it the ledger's beside the one that signed the receipt.
  const policy = policyOf([`log ${stranger.key.text}`, `log ${ledger.key.text}`, "quorum none"]);
  assert.equal((await check({ policy, extra: { statement: sm2Statement(own, [stranger]) } })).said, "ok ok");
});

test("what is wrong is said plainly, and fails", async () => {
  const another = sm2Signer(ORIGIN, "another");
  const elsewhere = sm2Signer("elsewhere.example/ledger/main");
  const forgedLine = sm2Line(own, `${text}more\n`);
  const good = sm2Statement(own, [ledger]);
  const bentLine = good.replace(
    /\n— (\S+) (\S{20})./,
    (_, name, start) => `\n— ${name} ${start}${start.includes("Q") ? "R" : "Q"}`,
  );
  for (const [said, bent] of Object.entries({
    "failed signature_invalid": { lines: [forgedLine] },
    "failed signature_absent": { lines: [] },
    "failed sm2_unsigned": { extra: { statement: bentLine } },
    "failed origin_mismatch": { extra: { statement: sm2Statement(elsewhere, [ledger]) } },
  })) {
    const found = await check(bent);
    assert.deepEqual([found.said, found.verdict], [said, "failed"], said);
  }
  assert.equal(
    (await check({ extra: { statement: sm2Statement(another, [ledger]) } })).said,
    "failed signature_absent",
  );
  const malformed: Record<string, string>[] = [
    { statement: "" },
    { statement: `${good}more` },
    {},
    { statement: good, more: "x" },
  ];
  for (const extra of malformed) {
    const found = await check({ extra });
    assert.deepEqual([found.said, found.verdict], ["failed sm2_malformed", "failed"], JSON.stringify(extra));
  }
});
