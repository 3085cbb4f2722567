/** Killed at whatever step, the next worker issues the same certificates, each once, under one record; or none of them is there. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { findBatch, listDrafts } from "#lib/features/certificates/issuing/rows/batches.ts";
import { listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import { addDrafts } from "#lib/features/certificates/issuing/verbs/add-drafts.ts";
import { createBatch } from "#lib/features/certificates/issuing/verbs/create-batch.ts";
import { submitBatch } from "#lib/features/certificates/issuing/verbs/submit-batch.ts";
import { whole } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { until } from "#tests/support/ledger.ts";
import { type IssuingPlace, issueAll, openIssuingPlace, people } from "./issuing-place.ts";

const ISSUER = fileURLToPath(new URL("./killed-issuer.ts", import.meta.url));
const STEPS = ["begun", "made", "kept", "closed", "marked", "recorded"] as const;
const SIZE = 3;

let place: IssuingPlace;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace();
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

const indexesOf = async (table: "certificate" | "certificate_work", batch: string) =>
  (
    await pool().query(
      `SELECT status_list, status_index FROM ${table} WHERE batch_id = $1 ORDER BY ${table === "certificate" ? "leaf_index" : "number"}`,
      [batch],
    )
  ).rows;

describe("a worker that is killed", () => {
  for (const step of STEPS) {
    it(`at "${step}" leaves a batch that the next one issues, without a double`, async () => {
      const { owner: actor, id: organisationId } = place.organisation;
      const { id } = await createBatch({ actor, batch: { name: step, template: place.template } });
      await addDrafts({ actor, batchId: id, drafts: people(SIZE) });
      const ids = (await listDrafts(id)).map(({ certificateId }) => certificateId);
      await submitBatch({ actor, batchId: id });
      const child = spawn(process.execPath, ["--conditions=react-server", ISSUER, id, step], {
        env: { ...process.env, NODE_ENV: "test" },
        stdio: "inherit",
      });
      assert.deepEqual(await once(child, "close"), [null, "SIGKILL"]);
      const entries = await indexesOf("certificate_work", id);
      const filter = { batch: id };
      assert.deepEqual((await listCertificates(whole(organisationId), { filter })).rows, []);
      // The database learns of a death a moment later, and holds the batch until then.
      await until(async () => {
        await issueAll();
        return (await findBatch(whole(organisationId), id))?.state === "issued";
      });
      const { rows } = await listCertificates(whole(organisationId), { filter });
      assert.deepEqual(rows.map((each) => each.id).sort(), ids.sort());
      assert.deepEqual(await indexesOf("certificate", id), entries);
      const { rows: records } = await pool().query(
        "SELECT count(*)::integer AS count FROM evidence WHERE idempotency_key = $1",
        [`sealbook-batch:${id}`],
      );
      assert.equal(records[0].count, 1);
    });
  }
});
