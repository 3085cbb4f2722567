/** A real log of another program (transparency-dev/tessera), mirrored, watched and proven from size to size. */
import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash, verifyInclusion } from "#lib/core/log/merkle.ts";
import { parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import { tilePath } from "#lib/core/log/tiles.ts";
import { parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import { type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { proveFromMirror } from "#lib/parties/mirror/prove.ts";
import { MirrorStore } from "#lib/parties/mirror/store.ts";
import { syncMirror } from "#lib/parties/mirror/sync.ts";
import { exitCodeOf, monitorOnce } from "#lib/parties/monitor/run.ts";
import { vectorTest } from "./vectors.ts";

const LOG = join(process.env.SEALBOOK_VECTORS ?? "", "tessera-testdata-log");
const LOG_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
const SIZE_MAX = 15;
const ledger = trustLedger([LOG_KEY]) as TrustedLedger;

vectorTest(
  "the log is mirrored and watched through all of its sizes, and every entry proven from the mirror",
  async () => {
    const root = mkdtempSync(join(tmpdir(), "sealbook-tessera-"));
    const [operator, mirrored] = [join(root, "operator"), join(root, "mirror")];
    cpSync(LOG, operator, { recursive: true });
    const source = openSource(operator);
    const mirror = openSource(mirrored);
    assert.ok(source && mirror);
    const listed: bigint[] = [];
    for (let size = 0; size <= SIZE_MAX; size++) {
      copyFileSync(join(LOG, `checkpoint.${size}`), join(operator, "checkpoint"));
      const synced = await syncMirror({ source, store: new MirrorStore(mirrored), ledger });
      assert.ok("checkpoint" in synced && synced.checkpoint.size === BigInt(size));
      if (size > 0) {
        for (const path of [tilePath(0, 0n, size), tilePath("entries", 0n, size)]) {
          assert.deepEqual(readFileSync(join(mirrored, path)), readFileSync(join(LOG, path)), path);
        }
      }
      const round = await monitorOnce({
        sources: [source, mirror],
        ledger,
        statePath: join(root, "state"),
        firstEntry: 0n,
        onEntry: ({ index }) => listed.push(index),
      });
      assert.deepEqual([exitCodeOf(round), round.head?.size], [0, BigInt(size)]);
    }
    assert.deepEqual(
      listed,
      Array.from({ length: SIZE_MAX }, (_, index) => BigInt(index)),
    );

    const bundle = readFileSync(join(LOG, tilePath("entries", 0n, SIZE_MAX)));
    const key = parseVerifierKey(LOG_KEY) as VerifierKey;
    let proven = 0;
    for (let at = 0, index = 0n; at < bundle.length; index++) {
      const entry = new Uint8Array(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)));
      at += 2 + entry.length;
      const result = await proveFromMirror({ source: mirror, ledger, entry });
      assert.ok(result.outcome === "proven" && result.index === index);
      const proof = parseTlogProof(result.tlogProof);
      const opened = openCheckpoint(proof?.checkpoint ?? "", key);
      assert.ok(proof && !("failed" in opened));
      const { size, root: treeRoot } = opened.checkpoint;
      assert.ok(verifyInclusion({ leaf: leafHash(entry), index, size, proof: proof.hashes, root: treeRoot }));
      proven++;
    }
    assert.equal(proven, SIZE_MAX);

    // Back to an earlier size, and a tile with one bit changed.
    copyFileSync(join(LOG, "checkpoint.9"), join(operator, "checkpoint"));
    const back = await syncMirror({ source, store: new MirrorStore(mirrored), ledger });
    assert.equal(back.outcome, "rollback");
    const tile = readFileSync(join(operator, tilePath(0, 0n, 9)));
    tile[0] = (tile[0] ?? 0) ^ 1;
    writeFileSync(join(operator, tilePath(0, 0n, 9)), tile);
    const fresh = new MirrorStore(join(root, "fresh"));
    await assert.rejects(syncMirror({ source, store: fresh, ledger }), { code: "root_wrong" });
    rmSync(root, { recursive: true });
  },
);
