/** The memory of what was signed, on a disk that takes nothing more. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { EMPTY_ROOT } from "#lib/core/log/merkle.ts";
import { createLedgerKey, signNote } from "#lib/infra/keys/ledger-signer.ts";
import { testFolder } from "#tests/support/environment.ts";

const ATTEMPTS = 3;

test("what cannot be remembered fails, and leaves nothing behind however often it is tried", () => {
  const origin = "memory.example/ledger/main";
  const { signer } = createLedgerKey({ ledger: "main", origin });
  const note = signNote(signer, formatCheckpoint({ origin, size: 0n, root: EMPTY_ROOT }));
  const script = `
    import { rememberSigned } from "#lib/infra/keys/last-signed.ts";
    for (let attempt = 0; attempt < ${ATTEMPTS}; attempt++) {
      try { rememberSigned(process.env.NOTE); console.log("remembered"); } catch (error) { console.log(error.code); }
    }`;
  mkdirSync(testFolder, { recursive: true });
  // Files may not grow: every write fails as it does on a full disk.
  const shell = `trap '' XFSZ; ulimit -f 0; exec "$0" --conditions=react-server --input-type=module-typescript -e "$1"`;
  const run = spawnSync("sh", ["-c", shell, process.execPath, script], {
    encoding: "utf8",
    env: { ...process.env, NOTE: note, NODE_OPTIONS: "" },
  });
  assert.equal(run.stdout, "EFBIG\n".repeat(ATTEMPTS), run.stderr);
  const folder = join(testFolder, "last-signed");
  assert.deepEqual(existsSync(folder) ? readdirSync(folder) : [], []);
});
