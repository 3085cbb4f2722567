/** Mirrors, compared with the ledger that they copy. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { findNode } from "#lib/features/ledger/nodes/rows/nodes.ts";
import { dropTestDatabase } from "#tests/support/database.ts";
import { addNode, eventually, FAST, startClients, startServer } from "#tests/support/witnesses.ts";
import {
  block,
  during,
  endWatching,
  forgedCheckpoint,
  hasFailure,
  head,
  isClosed,
  isOpen,
  openWatchedLedger,
} from "./watched-ledger.ts";

before(openWatchedLedger);
after(() => dropTestDatabase());
afterEach(endWatching);

describe("mirrors", () => {
  it("are compared with the ledger: in step, behind, with another history, with what nobody signed", async () => {
    await block();
    let shown: string | undefined = (await head()).checkpoint;
    const server = await startServer(({ path }) =>
      path === "/copy/checkpoint" && shown ? { status: 200, body: shown } : { status: 404, body: "" },
    );
    during(server.close);
    const id = await addNode({ kind: "mirror", name: "copy", url: `${server.url}/copy` });
    const { treeSize: old, checkpoint: before } = await head();
    during(startClients());
    await eventually("the mirror's size is seen", async () => (await findNode(id))?.report?.size === old);
    await block();
    shown = (await head()).checkpoint;
    const { treeSize } = await head();
    await eventually("the mirror follows", async () => (await findNode(id))?.report?.size === treeSize);
    shown = undefined;
    await hasFailure(id, "origin_unknown");
    shown = before.replace(/— .*\n$/, (line) => line.replace(/.{8}\n$/, "AAAAAAA=\n"));
    await hasFailure(id, "checkpoint_invalid");
    assert.ok(!(await listOpenSubjects("witness_conflict")).includes(id), "what nobody signed proves nothing");
    shown = await forgedCheckpoint(treeSize);
    await hasFailure(id, "fork");
    await isOpen("witness_conflict", id);
    shown = await forgedCheckpoint(treeSize + 100n);
    await hasFailure(id, "ahead");
    shown = await forgedCheckpoint(1n);
    await hasFailure(id, "fork");
    shown = before;
    await eventually("it is in order again", async () => (await findNode(id))?.report?.failures === 0);
  });

  it("one that stays behind for long is told of, until it follows", async () => {
    await block();
    const { checkpoint } = await head();
    let shown = checkpoint;
    await block();
    const server = await startServer(() => ({ status: 200, body: shown, headers: { server: "copy/1\u00e9" } }));
    during(server.close);
    const id = await addNode({ kind: "mirror", name: "late", url: server.url });
    during(startClients({ ...FAST, mirrorLagMs: 500 }));
    await isOpen("mirror_behind", id);
    assert.equal((await findNode(id))?.report?.failures, 0);
    shown = (await head()).checkpoint;
    await isClosed("mirror_behind", id);
  });
});
