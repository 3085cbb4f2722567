/**
 * Certificates that other systems' own programs made. A folder `certificates-elsewhere` of the vectors has a manifest: by file the system and what its
 * content is found to be; the samples of Open Badges and the DCC are all called by their name, and none of the bad ones is good.
 */
import assert from "node:assert/strict";
import { utf8 } from "#lib/core/text/bytes.ts";
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import { elsewhereVerdict } from "#lib/credentials/elsewhere/words.ts";
import { type Json, listFiles, readBytes, readJson, vectorTest } from "./vectors.ts";

const FOLDER = "certificates-elsewhere";

/** Some of the samples are no JSON. */
function jsonOf(file: string): string {
  try {
    return JSON.stringify(readJson<Json>(file));
  } catch {
    return "";
  }
}

function listed(folder: string): string[] {
  try {
    return listFiles(folder);
  } catch {
    return [];
  }
}

vectorTest("certificates of other systems are found to be what the manifest says", async (context) => {
  if (!listed(FOLDER).includes(`${FOLDER}/manifest.json`)) {
    context.skip(`the vectors have no ${FOLDER}`);
    return;
  }
  const manifest = readJson<Record<string, { system: string; content: string }>>(FOLDER, "manifest.json");
  for (const [file, { system, content }] of Object.entries(manifest)) {
    const found = await checkElsewhere(readBytes(FOLDER, file));
    const [first] = found?.steps ?? [];
    assert.deepEqual([found?.system, `${first?.name} ${first?.status}`], [system, `content ${content}`], file);
  }
});

vectorTest("samples of Open Badges and the DCC: none that is wrong is taken for good, and nothing throws", async () => {
  const files = [...listFiles("open-badges", "validator-samples"), ...listFiles("dcc-vc-test-fixtures")];
  let known = 0;
  for (const file of files) {
    const found = await checkElsewhere(readBytes(file));
    known += found ? 1 : 0;
    assert.notEqual(found && elsewhereVerdict(found.steps), "holds", `${file}: nobody was asked`);
    if (/tampered/i.test(file)) assert.notEqual(found?.steps[0]?.status, "ok", file);
  }
  assert.ok(known > files.length / 2, `${known} of ${files.length}`);
});

vectorTest("a byte changed in a sample that holds is found", async () => {
  const files = listFiles("dcc-vc-test-fixtures").filter((file) => file.endsWith(".json"));
  let held = 0;
  for (const file of files) {
    const text = jsonOf(file);
    const found = await checkElsewhere(utf8(text));
    if (found?.steps[0]?.status !== "ok") continue;
    if (found.states.issued === undefined) continue;
    held += 1;
    const { issued = "" } = found.states;
    const bent = await checkElsewhere(utf8(text.replaceAll(issued, issued.replace(/^\d{4}/, "1999"))));
    assert.equal(bent?.steps[0]?.status, "failed", file);
  }
  assert.ok(held > 0);
});
