import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  checkpointMessage,
  encodeCosignature,
  openCheckpoint,
  subtreeMessage,
  verifyCosignature,
} from "#lib/core/log/checkpoint.ts";
import { askedOfWitnesses, evaluatePolicy } from "#lib/core/log/evaluate-policy.ts";
import { verifyMlDsa44 } from "#lib/core/log/ml-dsa.ts";
import { formatVerifierKey, parseNote, signatureLine } from "#lib/core/log/note.ts";
import { provideVerifier } from "#lib/core/log/signature.ts";
import { toHex, utf8 } from "#lib/core/text/bytes.ts";
import { nativeKey, portableKey } from "#lib/infra/keys/ml-dsa-44.ts";
import {
  checkpointText,
  cosignedLine,
  ledger,
  ORIGIN,
  policyOf,
  signedLine,
  signer,
} from "#tests/core/receipt/receipt-fixture.ts";
import { mlDsaLine, mlDsaSigner, noteOf } from "./ml-dsa-signers.ts";

const text = checkpointText();
const ledgerLine = signedLine(ledger, text);
const w = mlDsaSigner("pq1.example");
const second = mlDsaSigner(ORIGIN);

afterEach(() => provideVerifier("ml-dsa-44", verifyMlDsa44));

test("the message is the label, the cosigner, the time, the origin, the range and its hash", () => {
  const hash = new Uint8Array(32).fill(0xab);
  const subtree = { cosigner: "w", timestamp: 0x0102n, origin: "o/1", start: 0n, end: 300n, hash };
  const expected = `737562747265652f76310a00${"0177"}0000000000000102${"036f2f31"}${"0".repeat(16)}000000000000012c${"ab".repeat(32)}`;
  assert.equal(toHex(subtreeMessage(subtree)!), expected);
  const none = [
    { cosigner: "" },
    { cosigner: "é".repeat(128) },
    { origin: "" },
    { origin: "x".repeat(256) },
    { origin: "a\nb" },
    { timestamp: 2n ** 63n },
    { timestamp: -1n },
    { start: 256n },
    { start: 301n, timestamp: 0n },
    { end: 2n ** 64n },
    { hash: hash.slice(1) },
  ];
  for (const change of none)
    assert.equal(subtreeMessage({ ...subtree, ...change }), undefined, JSON.stringify(Object.keys(change)));
});

test("a cosignature counts with its time, whichever implementation made it", () => {
  const seed = new Uint8Array(32).fill(5);
  const [native, portable] = [nativeKey(seed), portableKey(seed)];
  if (native) assert.deepEqual(native.publicKey, portable.publicKey);
  for (const signing of [native ?? portable, portable]) {
    const made = { ...w, signing, key: mlKey(w.key.name, signing.publicKey) };
    const note = noteOf(text, ledgerLine, mlDsaLine(made, text, { time: 1_795_910_400n }));
    assert.deepEqual(verifyCosignature(note, made.key), { status: "ok", timestamp: 1_795_910_400n });
  }
});

function mlKey(name: string, publicKey: Uint8Array) {
  return { ...w.key, name, publicKey, ...parsed(formatVerifierKey({ name, type: 6, publicKey })) };
}

function parsed(vkey: string) {
  const [, id] = vkey.split("+");
  return { keyId: Uint8Array.from(Buffer.from(id ?? "", "hex")), text: vkey };
}

test("a line for another origin, name, size, root or time does not verify, nor one of another length", () => {
  const bad = [
    mlDsaLine(w, text, { text: checkpointText("other.example/log") }),
    mlDsaLine(w, text, { cosigner: "pq2.example" }),
    mlDsaLine(w, text, { text: text.replace("\n11\n", "\n12\n") }),
    mlDsaLine(w, text, { signed: 1_770_000_001n }),
    mlDsaLine({ ...w, signing: second.signing }, text),
    ...[2419, 2421, 64].map((length) =>
      signatureLine({ ...w.key, signature: encodeCosignature(1n, new Uint8Array(length)) }),
    ),
    signatureLine({ ...w.key, signature: encodeCosignature(2n ** 63n, new Uint8Array(2420)) }),
    signatureLine({ ...w.key, signature: encodeCosignature(0n, new Uint8Array(2420)) }),
  ];
  for (const [at, line] of bad.entries()) {
    const note = noteOf(text, ledgerLine, line);
    assert.deepEqual(verifyCosignature(note, w.key), { status: "bad" }, `${at}`);
    const policy = policyOf([`log ${ledger.key.text}`, `witness w ${w.key.text}`, "quorum none"]);
    assert.deepEqual([evaluatePolicy(policy, note).bad, evaluatePolicy(policy, note).quorumMet], [["w"], false]);
  }
});

test("a signature without a time counts for nothing and spoils nothing", () => {
  const note = noteOf(text, ledgerLine, mlDsaLine(w, text, { time: 0n }));
  assert.deepEqual(verifyCosignature(note, w.key), { status: "absent" });
});

test("two lines of one key are no note, and a name longer than the message can say is no key", () => {
  const lines = [mlDsaLine(w, text), mlDsaLine(w, text)];
  assert.equal(parseNote(`${text}\n${lines.join("")}`), undefined);
  const publicKey = w.key.publicKey;
  assert.throws(() => formatVerifierKey({ name: "é".repeat(128), type: 6, publicKey }), RangeError);
  assert.ok(formatVerifierKey({ name: "é".repeat(127), type: 6, publicKey }));
});

test("extension lines are not signed by ML-DSA, and the log's own key opens its checkpoint", () => {
  const extended = `${text}another line\n`;
  const note = noteOf(extended, mlDsaLine(second, text));
  assert.equal(verifyCosignature(note, second.key).status, "ok");
  assert.ok("checkpoint" in openCheckpoint(note, second.key));
  assert.deepEqual(openCheckpoint(noteOf(text, ledgerLine), second.key), { failed: "signature_absent" });
});

test("what has not been loaded is left open, never called good or bad", () => {
  provideVerifier("ml-dsa-44", undefined);
  const note = noteOf(text, ledgerLine, mlDsaLine(w, text), mlDsaLine(second, text));
  assert.deepEqual(verifyCosignature(note, w.key), { status: "unchecked" });
  assert.deepEqual(openCheckpoint(note, second.key), { failed: "signature_unchecked" });
  const policy = policyOf([`log ${ledger.key.text}`, `witness w ${w.key.text}`, "quorum w"]);
  const open = evaluatePolicy(policy, note);
  assert.deepEqual([open.unchecked, open.bad, open.quorumMet, open.witnessesMet], [["w"], [], false, false]);
  provideVerifier("ml-dsa-44", verifyMlDsa44);
  assert.equal(evaluatePolicy(policy, note).quorumMet, true);
});

const ed1 = signer("w1.example", 0x04);
const hybrid = policyOf([
  `log ${ledger.key.text}`,
  `witness ledger ${second.key.text}`,
  `witness w ${w.key.text}`,
  `witness w1 ${ed1.key.text}`,
  "group network any w w1",
  "group both all ledger network",
  "quorum both",
]);

test("both keys of a hybrid log are asked for, and its second key witnesses nothing", () => {
  const [own, one] = [mlDsaLine(second, text), mlDsaLine(w, text)];
  const stand = (policy: typeof hybrid, ...lines: string[]) => {
    const { witnesses, quorumMet, witnessesMet, ownKeys } = evaluatePolicy(policy, noteOf(text, ledgerLine, ...lines));
    return [witnesses.map(({ name }) => name).join(" "), quorumMet, witnessesMet, ownKeys];
  };
  assert.deepEqual(stand(hybrid, own, one), ["w", true, true, "ok"]);
  assert.deepEqual(stand(hybrid, own), ["", false, false, "ok"]);
  assert.deepEqual(stand(hybrid, one), ["w", false, true, "absent"]);
  assert.deepEqual(stand(hybrid, cosignedLine(ed1, text)), ["w1", false, true, "absent"]);
  const forged = mlDsaLine(second, text, { signed: 5n });
  assert.deepEqual(stand(hybrid, forged, one), ["w", false, false, "bad"]);
  const alone = policyOf([`log ${ledger.key.text}`, `witness ledger ${second.key.text}`, "quorum ledger"]);
  assert.deepEqual(stand(alone, own), ["", true, true, "ok"]);
  assert.deepEqual(stand(alone), ["", false, true, "absent"]);
  // Where it stands among witnesses, it does not stand in for one.
  const among = policyOf([...hybridLines, "group g 2 ledger w w1", "quorum g"]);
  assert.deepEqual(stand(among, own, one), ["w", true, false, "ok"]);
  assert.deepEqual(stand(among, one, cosignedLine(ed1, text)), ["w w1", true, true, "ok"]);
});

test("what is asked of witnesses is told without the log's own key", () => {
  const asked = (policy: typeof hybrid) => askedOfWitnesses(policy, noteOf(text, ledgerLine)).quorum;
  assert.deepEqual([asked(hybrid), hybrid.quorum], ["network", "both"]);
  assert.equal(asked(policyOf([...hybridLines, "group g 2 ledger w w1", "quorum g"])), "g");
  assert.equal(asked(policyOf([...hybridLines, "group g all ledger w", "quorum g"])), "w");
  assert.equal(asked(policyOf([...hybridLines, "quorum ledger"])), undefined);
  assert.equal(asked(policyOf([...hybridLines, "quorum none"])), undefined);
});

const hybridLines = [
  `log ${ledger.key.text}`,
  `witness ledger ${second.key.text}`,
  `witness w ${w.key.text}`,
  `witness w1 ${ed1.key.text}`,
];

test("a message is made of checkpoints alone", () => {
  assert.equal(checkpointMessage("not a checkpoint\n", { cosigner: "w", timestamp: 1n }), undefined);
  assert.ok(utf8(text).length > 0 && checkpointMessage(text, { cosigner: "w", timestamp: 1n }));
});
