/** Files of other projects and of real authorities, which lie beside the vectors: each is called what it is. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { inspect } from "#lib/verify/inspect.ts";
import { listFiles, readBytes, vectorTest } from "./vectors.ts";

const SAMPLES = ["..", "samples"];

async function kindsOf(folder: string[], end: string): Promise<Map<string, string>> {
  const names = listFiles(...folder).map((path) => basename(path));
  const found = new Map<string, string>();
  for (const name of names.filter((each) => each.endsWith(end))) {
    found.set(name, (await inspect(readBytes(...folder, name))).kind);
  }
  assert.ok(found.size > 0);
  return found;
}

vectorTest("tokens of real authorities are timestamps", async () => {
  const kinds = await kindsOf([...SAMPLES, "tokens"], ".tst");
  assert.deepEqual(new Set(kinds.values()), new Set(["timestamp"]));
});

vectorTest("signed PDFs of other makers are signed PDFs; usage rights are no signature", async () => {
  for (const folder of ["signed-pdfs", "signed-pdfs-by-makers"]) {
    const kinds = await kindsOf([...SAMPLES, folder], ".pdf");
    assert.deepEqual(new Set(kinds.values()), new Set(["signed_pdf"]));
  }
  const plain = await kindsOf([...SAMPLES, "pdfs"], ".pdf");
  for (const [name, kind] of plain) assert.equal(kind, name.includes("encrypted") ? "locked_pdf" : "pdf", name);
});

vectorTest("proofs of OpenTimestamps, credentials, notes and checkpoints of other logs", async () => {
  assert.deepEqual(new Set((await kindsOf(["opentimestamps"], ".ots")).values()), new Set(["opentimestamps"]));
  const badges = await kindsOf(["open-badges", "validator-samples"], ".jwt");
  assert.deepEqual(new Set(badges.values()), new Set(["open_badges_3"]));
  assert.equal((await inspect(readBytes("open-badges", "validator-samples", "simple.json"))).kind, "open_badges_3");
  assert.equal((await inspect(readBytes("c2sp-spec-examples", "signed-note-example.txt"))).kind, "note");
  assert.equal((await inspect(readBytes("c2sp-spec-examples", "signed-note-example.vkey"))).kind, "verifier_key");
  assert.equal((await inspect(readBytes("tessera-testdata-log", "checkpoint.7"))).kind, "checkpoint");
});
