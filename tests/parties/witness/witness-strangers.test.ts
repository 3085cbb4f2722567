/** What somebody who has no key of a log can make a witness do. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseNote, parseVerifierKey, verifyNote } from "#lib/core/log/note.ts";
import { checkSignatures } from "#lib/parties/witness/judgement.ts";
import { TestLog } from "./witness-fixture.ts";

const ROUNDS = 100;

function millisecondsOf(work: () => void): number {
  const started = performance.now();
  for (let round = 0; round < ROUNDS; round++) work();
  return performance.now() - started;
}

describe("a bad signature", () => {
  it("costs a witness a fraction of what the portable code would take, and is refused all the same", () => {
    const log = new TestLog("log.example/a");
    const [key] = log.keys.map(({ text }) => parseVerifierKey(text));
    const text = `${log.text(1)}\n${log.keys[0]!.line("another text\n")}`;
    const bad = parseNote(text);
    const good = parseNote(log.note(1));
    assert.ok(key && bad && good);
    assert.deepEqual(checkSignatures(bad, [key]), { refused: "signature_invalid" });
    assert.ok("lines" in checkSignatures(good, [key]));
    // Read anew each time: what was found out about a note and its lines is remembered with them.
    const readAnew = () => parseNote(text) ?? bad;
    const portable = millisecondsOf(() => verifyNote(readAnew(), key));
    const here = millisecondsOf(() => checkSignatures(readAnew(), [key]));
    assert.ok(here < portable / 2, `${here.toFixed(1)} ms, portable ${portable.toFixed(1)} ms`);
  });
});
