/** long-life: `add-entries` of C2SP tlog-mirror against a mirror on HTTP, from the state that each vector says. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { entriesOf, heldFolder, removeFolder, startPushMirror } from "#tests/parties/mirror/push-fixture.ts";
import { longLifeVectors, vectorTest } from "./vectors.ts";

type Vector = {
  status: number;
  origin: string;
  state: { entriesHeld: number; pendingSize: number; pendingRoot: string | null; mirrorSize: number };
  body: string;
  nextEntryAfter?: number | null;
};

vectorTest(
  "long-life: add-entries has the expected status, plain and in gzip, and the next entry is the expected one",
  async () => {
    const vectors = longLifeVectors<Vector>("mirror-add-entries");
    const entries = vectors.map(({ body }) => entriesOf(Buffer.from(body, "hex"))).find((each) => each.length >= 300);
    assert.ok(entries, "one of them has all entries");
    for (const { id, reason, status, origin, state, body, nextEntryAfter } of vectors) {
      for (const isZipped of [false, true]) {
        assert.equal(state.mirrorSize, 0, `${id}: a state that this test cannot make`);
        // What an upload that was interrupted has left, found by a program that starts.
        const { folder, log } = await heldFolder(origin, entries.slice(0, state.entriesHeld));
        const mirror = await startPushMirror(folder);
        if (state.pendingRoot !== null) {
          const root = Buffer.from(state.pendingRoot, "hex").toString("base64");
          const note = log.sign(`${origin}\n${state.pendingSize}\n${root}\n`);
          assert.equal((await mirror.post("/add-checkpoint", Buffer.from(`old 0\n\n${note}`))).status, 200, id);
        }
        const bytes = Buffer.from(body, "hex");
        const answer = await mirror.post("/add-entries", isZipped ? gzipSync(bytes) : bytes, isZipped);
        assert.equal(answer.status, Number(status), `${id}: ${reason}: ${answer.body}`);
        if (typeof nextEntryAfter === "number") assert.equal(await mirror.next(origin), nextEntryAfter, id);
        if (status === 200) assert.match(answer.body, /^(\u2014 mirror\.example\/m1 \S+\n){2}$/, id);
        if (status === 202) assert.match(answer.body, new RegExp(`^${state.pendingSize}\n${nextEntryAfter}\n\n$`), id);
        await mirror.stop();
        removeFolder(folder);
      }
    }
  },
);
