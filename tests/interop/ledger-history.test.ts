/** Checkers that know nothing of lib/core, on a published log and on histories that lib/core writes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatKeyHistory, formatKeyStatement, readKeyHistory } from "#lib/core/log/key-history.ts";
import { consistencyProof, type ReadTile } from "#lib/core/log/tiles.ts";
import { createLedgerKey, signNote } from "#lib/infra/keys/ledger-signer.ts";
import { followHistory, isConsistent, signersOf } from "./independent-history.ts";
import { readBytes, readText, vectorTest } from "./vectors.ts";

const LOG = "tessera-testdata-log";
const LOG_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
const SIZE_MAX = 15;

vectorTest("each two of tessera's 15 checkpoints are connected by our proof, in the eyes of the other checker", () => {
  const tile: ReadTile = () => readBytes(LOG, "tile", "0", "000.p", String(SIZE_MAX));
  const roots = Array.from({ length: SIZE_MAX + 1 }, (_, size) => {
    const note = readText(LOG, `checkpoint.${size}`);
    assert.deepEqual(signersOf(note, [LOG_KEY]), [LOG_KEY]);
    return Buffer.from(note.split("\n")[2]!, "base64");
  });
  let pairs = 0;
  for (let to = 1; to <= SIZE_MAX; to++) {
    for (let from = 1; from <= to; from++) {
      const proof = consistencyProof({ size1: BigInt(from), size2: BigInt(to), tile });
      const claim = { from, to, fromRoot: roots[from]!, toRoot: roots[to]!, proof };
      assert.ok(isConsistent(claim), `${from} to ${to}`);
      if (from < to) assert.ok(!isConsistent({ ...claim, fromRoot: roots[to]! }), `${from} to ${to}, forged`);
      pairs++;
    }
  }
  assert.equal(pairs, 120);
});

vectorTest("the example note of C2SP signed-note is signed, in the eyes of the other checker", () => {
  const key = readText("c2sp-spec-examples", "signed-note-example.vkey").trim();
  assert.deepEqual(signersOf(readText("c2sp-spec-examples", "signed-note-example.txt"), [key]), [key]);
});

test("a history of keys is read alike by both, and neither follows one that breaks off", () => {
  const origin = "ledger.example/ledger/main";
  const keys = Array.from({ length: 3 }, () => createLedgerKey({ ledger: "main", origin }));
  const notes = keys.map(({ verifierKey, signer }, at) => {
    const signers = at === 0 ? [signer] : [keys[at - 1]!.signer, signer];
    return signNote(signers, formatKeyStatement({ origin, verifierKey, sinceSize: BigInt(at * 7) }));
  });
  const history = formatKeyHistory(notes);
  const read = readKeyHistory(history);
  assert.ok(Array.isArray(read));
  const ours = read.map(({ key, sinceSize }) => ({ key: key.text, since: Number(sinceSize) }));
  assert.deepEqual(followHistory(history), ours);
  assert.equal(ours.length, 3);
  const skipped = formatKeyHistory([notes[0]!, notes[2]!]);
  assert.throws(() => followHistory(skipped), /not signed/);
  assert.deepEqual(readKeyHistory(skipped), { failed: "unsigned", number: 2 });
});
