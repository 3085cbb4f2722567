/** transparency-dev/formats and C2SP: verifier keys, notes, checkpoints, policies and proofs that others consider good or bad. */
import assert from "node:assert/strict";
import { parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { parseNote, parseVerifierKey, verifyNote } from "#lib/core/log/note.ts";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { goBytes, readJson, readText, vectorTest } from "./vectors.ts";

type Formats = {
  vkeys: { ok: string[]; bad: string[]; mldsaStatedIdDoesNotMatchRule: { vkey: string } };
  ecdsaVkey: string;
  ecdsaNote: string;
  rfc6962: { cp: string; vkey: string };
  cosigTimestamp: { ok: { sigBase64: string; wantUnix: number } };
  witnessTestKeys: Record<string, string>;
  checkpointParse: { desc: string; m: string; wantErr: boolean }[];
  policyOk: { desc: string; policy: string; wantN: number }[];
  policyErrors: { desc: string; policy: string; errStr: string }[];
  tlogProofErrors: string[];
};

function formats(): Formats {
  return readJson<Formats>("formats", "formats.json");
}

vectorTest("the example note of C2SP signed-note verifies under its key", () => {
  const text = readText("c2sp-spec-examples", "signed-note-example.txt");
  const key = parseVerifierKey(readText("c2sp-spec-examples", "signed-note-example.vkey").trim());
  assert.ok(key !== undefined);
  const note = parseNote(text);
  assert.ok(note !== undefined);
  assert.equal(verifyNote(note, key), "ok");
});

vectorTest("verifier keys: the good ones are read with their ids, the bad ones are not", () => {
  const { vkeys, witnessTestKeys, ecdsaVkey, rfc6962 } = formats();
  const witnessKeys = Object.entries(witnessTestKeys)
    .filter(([name]) => name.endsWith("_vkey"))
    .map(([, key]) => key);
  const good = [...vkeys.ok, ...witnessKeys];
  assert.deepEqual([good.length, vkeys.bad.length], [7, 3]);
  for (const text of good) {
    const key = parseVerifierKey(text);
    assert.deepEqual([key?.text, toHex(key?.keyId ?? new Uint8Array())], [text, text.split("+")[1]]);
  }
  // Types that we cannot verify (0x02, 0x05), and an ML-DSA key whose stated id is not its own, are no keys to us.
  const refused = [...vkeys.bad, vkeys.mldsaStatedIdDoesNotMatchRule.vkey, ecdsaVkey, rfc6962.vkey];
  for (const text of refused) assert.equal(parseVerifierKey(text), undefined, text.slice(0, 60));
});

vectorTest("notes signed by algorithms that we do not verify are read and left unverified", () => {
  const { ecdsaNote, rfc6962, vkeys } = formats();
  for (const text of [ecdsaNote, rfc6962.cp]) {
    const note = parseNote(text);
    assert.equal(note?.signatures.length, 1);
    assert.ok(parseCheckpoint(note.text) !== undefined);
    for (const vkey of vkeys.ok) assert.equal(verifyNote(note, parseVerifierKey(vkey)!), "absent");
  }
});

vectorTest("a cosignature's time stands where the specification puts it", () => {
  const { ok } = formats().cosigTimestamp;
  const bytes = goBytes(ok.sigBase64);
  assert.equal(bytes.length, 76);
  assert.equal(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(4), BigInt(ok.wantUnix));
});

vectorTest("12 checkpoint cases: where upstream is laxer than C2SP tlog-checkpoint, we are not", () => {
  const cases = formats().checkpointParse;
  assert.equal(cases.length, 12);
  for (const { desc, m, wantErr } of cases) {
    const [origin, size, root = "", ...rest] = m.split("\n");
    // Upstream takes a root of any length and empty extension lines; the specification demands SHA-256 and non-empty lines.
    const isLax = !wantErr && (goBytes(root).length !== 32 || rest.slice(0, -1).includes(""));
    assert.equal(parseCheckpoint(m) !== undefined, !wantErr && !isLax, desc);
    if (!isLax) continue;
    const strict = [
      origin,
      size,
      Buffer.alloc(32, 1).toString("base64"),
      ...rest.filter((line) => line !== ""),
      "",
    ].join("\n");
    assert.ok(parseCheckpoint(strict) !== undefined, `${desc}, made strict`);
  }
});

vectorTest(
  "11 policies: good and bad as upstream says, but for keys listed twice, which C2SP tlog-policy forbids",
  () => {
    const { policyOk, policyErrors } = formats();
    assert.deepEqual([policyOk.length, policyErrors.length], [5, 6]);
    for (const { desc, policy } of policyOk) {
      const parsed = parsePolicy(policy);
      const keys = [...policy.matchAll(/\+([A-Za-z0-9+/=]{44})\s/g)].map(([, key]) => key);
      if (new Set(keys).size < keys.length) assert.equal("error" in parsed ? parsed.error : "", "duplicate_key", desc);
      else assert.ok(!("error" in parsed), desc);
    }
    for (const { desc, policy } of policyErrors) {
      const parsed = parsePolicy(policy);
      assert.ok("error" in parsed && parsed.error !== "bad_character", `${desc}: ${JSON.stringify(parsed)}`);
    }
  },
);

vectorTest("6 malformed proofs are refused", () => {
  const bad = formats().tlogProofErrors;
  assert.equal(bad.length, 6);
  for (const text of bad) assert.equal(parseTlogProof(text), undefined, JSON.stringify(text));
  // They are bad for what they say, not for their made-up checkpoint.
  assert.ok(parseTlogProof("c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n") !== undefined);
});
