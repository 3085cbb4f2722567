import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { formatVerifierKey, parseNote, signatureLine } from "#lib/core/log/note.ts";
import { formatPolicy, type Policy, parsePolicy, readPolicyFile } from "#lib/core/log/policy.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import {
  bothWitnessesPolicy,
  checkpointText,
  cosignedLine,
  ledger,
  noWitnessPolicy,
  policyOf,
  signedCheckpoint,
  signer,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";

const [w1, w2] = witnesses;
const keys = Array.from({ length: 6 }, (_, at) => signer(`k${at}.example`, 0x04));
const six = keys.map(({ key }, at) => `witness ${at < 3 ? "X" : "Y"}${(at % 3) + 1} ${key.text}`);
/** The example of C2SP tlog-policy: two of X, any of Y. */
const nested = policyOf([
  ...six,
  "group X-witnesses 2 X1 X2 X3",
  "group Y-witnesses any Y1 Y2 Y3",
  "group X-and-Y all X-witnesses Y-witnesses",
  "quorum X-and-Y",
]);

function noteBy(...cosigners: typeof keys) {
  return parseNote(signedCheckpoint({ cosigners }))!;
}

test("the nested quorum of the specification's example counts as it says", () => {
  const met = (...at: number[]) => evaluatePolicy(nested, noteBy(...at.map((one) => keys[one]!))).quorumMet;
  assert.equal(met(0, 1, 3), true);
  assert.equal(met(0, 2, 5), true);
  assert.equal(met(0, 1, 2), false);
  assert.equal(met(0, 3, 4, 5), false);
  assert.equal(met(), false);
  assert.equal(met(0, 1, 2, 3, 4, 5), true);
});

test("logs and witnesses that signed are named, with their times", () => {
  const evaluation = evaluatePolicy(bothWitnessesPolicy, noteBy(w1));
  assert.equal(evaluation.log?.text, ledger.key.text);
  assert.deepEqual(evaluation.witnesses, [{ name: "w1", timestamp: 1_770_000_000n }]);
  assert.deepEqual([evaluation.quorumMet, evaluation.bad], [false, []]);
  assert.equal(evaluatePolicy(bothWitnessesPolicy, noteBy(w1, w2)).quorumMet, true);
  assert.equal(evaluatePolicy(noWitnessPolicy, noteBy()).quorumMet, true);
  assert.equal(evaluatePolicy(policyOf(["quorum none"]), noteBy()).log, undefined);
});

test("a line of a known signer that does not verify spoils the quorum", () => {
  const forged = signatureLine({ name: w2.key.name, keyId: w2.key.keyId, signature: new Uint8Array(72) });
  const any = policyOf([`witness w1 ${w1.key.text}`, `witness w2 ${w2.key.text}`, "group g any w1 w2", "quorum g"]);
  const evaluation = evaluatePolicy(any, parseNote(signedCheckpoint({ cosigners: [w1], moreLines: [forged] }))!);
  assert.deepEqual([evaluation.quorumMet, evaluation.bad], [false, ["w2"]]);
});

test("a witness key given as plain Ed25519 stands for its cosignatures, not for plain signatures", () => {
  const plain = signer("w1.example", 0x01);
  const policy = policyOf([`witness w ${plain.key.text}`, "quorum w"]);
  assert.equal(evaluatePolicy(policy, noteBy(w1)).quorumMet, true);
  const text = checkpointText();
  const wrong = cosignedLine(plain, text);
  assert.equal(evaluatePolicy(policy, parseNote(signedCheckpoint({ moreLines: [wrong] }))!).quorumMet, false);
});

test("an ML-DSA witness that did not sign does not count", () => {
  const text = formatVerifierKey({ name: "pq.example", type: 0x06, publicKey: new Uint8Array(1312) });
  const policy = policyOf([`witness pq ${text}`, "quorum pq"]);
  assert.equal(evaluatePolicy(policy, noteBy()).quorumMet, false);
});

test("comments, tabs, empty lines, URLs and a missing last newline are read", () => {
  const policy = parsePolicy(
    `# 见证\n\t log\t${ledger.key.text}  https://seal.example/ #x\n\nwitness 一 ${w1.key.text} https://w\nquorum 一`,
  );
  assert.ok(!("error" in policy));
  assert.equal(policy.logs[0]?.url, "https://seal.example/");
  assert.equal(policy.witnesses[0]?.url, "https://w");
  assert.equal(policy.quorum, "一");
});

test("every fault is named with its line", () => {
  const [one, two] = [`witness a ${w1.key.text}`, `witness b ${w2.key.text}`];
  const cases: [string[], string, number][] = [
    [[one], "no_quorum", 2],
    [[], "no_quorum", 1],
    [["quorum nobody"], "unknown_name", 1],
    [["quorum a", one], "unknown_name", 1],
    [["quorum none", "quorum none"], "duplicate_quorum", 2],
    [["quorum none x"], "bad_line", 1],
    [["quorum"], "bad_line", 1],
    [["Quorum none"], "unknown_keyword", 1],
    [["__proto__ x"], "unknown_keyword", 1],
    [["quorum none\r"], "bad_character", 1],
    [["quorum\u00a0none"], "unknown_keyword", 1],
    [["quorum none # \u007f"], "bad_character", 1],
    [["quorum none # \ud800"], "bad_character", 1],
    [["log"], "bad_line", 1],
    [["log x"], "bad_key", 1],
    [[`log ${ledger.key.text} url more`], "bad_line", 1],
    [[`log ${w1.key.text}`], "bad_key_type", 1],
    [[`log ${ledger.key.text}`, `log ${ledger.key.text}`], "duplicate_key", 2],
    [["witness a"], "bad_line", 1],
    [["witness a x"], "bad_key", 1],
    [[`witness none ${w1.key.text}`], "bad_name", 1],
    [[one, `witness a ${w2.key.text}`], "duplicate_name", 2],
    [[one, `witness b ${w1.key.text}`], "duplicate_key", 2],
    [[one, "group a 1 a"], "duplicate_name", 2],
    [[one, "group any 1 a"], "bad_name", 2],
    [[one, "group g all"], "bad_line", 2],
    [[one, "group g 1 g"], "unknown_name", 2],
    [[one, "group g 1 none"], "unknown_name", 2],
    [[one, "group g 1 constructor"], "unknown_name", 2],
    [[one, "group g 1 a a"], "member_twice", 2],
    [[one, "group g 1 a", "group h 1 a"], "member_twice", 3],
    [[one, two, "group g 0 a b"], "bad_threshold", 3],
    [[one, two, "group g 3 a b"], "bad_threshold", 3],
    [[one, two, "group g 01 a b"], "bad_threshold", 3],
    [[one, two, "group g -1 a b"], "bad_threshold", 3],
    [[one, two, "group g some a b"], "bad_threshold", 3],
    [["#".repeat(300_000)], "too_large", 1],
    [Array(5_000).fill(""), "too_large", 1],
  ];
  for (const [lines, error, line] of cases) {
    const text = lines.map((one) => `${one}\n`).join("");
    assert.deepEqual(parsePolicy(text), { error, line }, JSON.stringify(lines).slice(0, 200));
  }
});

test("one public key under two names is still a duplicate", () => {
  const renamed = signer("w9.example", 0x04, "w1.example");
  assert.deepEqual(parsePolicy(`witness a ${w1.key.text}\nwitness b ${renamed.key.text}\nquorum a\n`), {
    error: "duplicate_key",
    line: 2,
  });
});

test("32 logs, 32 witnesses and 32 groups are read, as the specification recommends", () => {
  const lines = Array.from({ length: 32 }, (_, at) => [
    `log ${signer(`log${at}.example`).key.text}`,
    `witness w${at} ${signer(`many${at}.example`, 0x04).key.text}`,
    `group g${at} any w${at}`,
  ]).flat();
  const policy = policyOf([...lines, "quorum g31"]);
  assert.deepEqual([policy.logs.length, policy.witnesses.length, policy.groups.length], [32, 32, 32]);
});

test("a policy that was written is read back as it was", () => {
  const policies = [
    nested,
    bothWitnessesPolicy,
    noWitnessPolicy,
    policyOf([`log ${ledger.key.text} https://log.example/ledger/main`, `witness w ${w1.key.text}`, "quorum w"]),
  ];
  for (const policy of policies) {
    const text = formatPolicy(policy);
    assert.ok(text.endsWith("\n") && !text.includes("undefined"));
    assert.deepEqual(parsePolicy(text), policy);
    assert.equal(formatPolicy(policyOf(text.trimEnd().split("\n"))), text);
  }
});

test("what a policy cannot say is not written", () => {
  const witness = { name: "w1", key: w1.key };
  const plain: Policy = { logs: [{ key: ledger.key }], witnesses: [witness], groups: [] };
  const group = { name: "g", threshold: 1, members: ["w1"] };
  const wrong: Policy[] = [
    { ...plain, quorum: "nobody" },
    { ...plain, witnesses: [witness, witness] },
    { ...plain, witnesses: [witness, { name: "w2", key: w1.key }] },
    { ...plain, witnesses: [{ ...witness, name: "two words" }] },
    { ...plain, witnesses: [{ ...witness, name: "#w" }] },
    { ...plain, witnesses: [{ ...witness, name: "w\nquorum none" }] },
    { ...plain, groups: [{ ...group, members: [] }] },
    { ...plain, groups: [{ ...group, threshold: 2 }] },
    { ...plain, groups: [{ ...group, members: ["w1", "w1"] }] },
    { ...plain, groups: [group, { ...group, name: "h" }] },
    { ...plain, logs: [{ key: w1.key }] },
  ];
  for (const policy of wrong) assert.throws(() => formatPolicy(policy), RangeError, JSON.stringify(policy.quorum));
});

test("a policy is read with the mark, the encoding and the line ends that another system gives its files", () => {
  const text = `log ${ledger.key.text}\nquorum none\n`;
  const plain = parsePolicy(text);
  const crlf = text.replaceAll("\n", "\r\n");
  for (const bytes of [utf8(text), utf8(crlf), utf8(`\ufeff${text}`), Buffer.from(`\ufeff${crlf}`, "utf16le")])
    assert.deepEqual(readPolicyFile(bytes), plain);
  assert.deepEqual(readPolicyFile(utf8(`log ${ledger.key.text}\r\nquorum\r\n`)), { error: "bad_line", line: 2 });
  assert.deepEqual(readPolicyFile(Uint8Array.of(0xff)), { error: "bad_character", line: 1 });
});
