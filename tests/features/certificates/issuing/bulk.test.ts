/** Certificates as lines of one request: one batch of each template, under the rules of single ones. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { changeRules } from "#lib/features/certificates/issuing/verbs/change-rules.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { startWeb, type Web } from "#tests/support/web.ts";
import { type IssuingPlace, issueAll, openIssuingPlace, people, publishTemplate } from "./issuing-place.ts";

let web: Web;
let place: IssuingPlace;
let headers: Record<string, string>;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace();
  const { secret } = await createApiKey({
    actor: place.organisation.owner,
    name: "issuing",
    scopes: ["certificates:write", "certificates:read"],
  });
  headers = { authorization: `Bearer ${secret}`, "content-type": "application/x-ndjson" };
  web = await startWeb();
});
after(async () => {
  web.server.closeAllConnections();
  await new Promise((resolve) => web.server.close(resolve));
  await dropTestDatabase();
});

// The shape is what the tests are about.
// biome-ignore lint/suspicious/noExplicitAny: JSON of an answer
type Json = any;

async function post(lines: readonly object[], more: Record<string, string> = {}): Promise<Json[]> {
  const body = lines.map((each) => JSON.stringify(each)).join("\n");
  const answer = await fetch(`${web.url}/api/v1/certificates/bulk`, {
    method: "POST",
    headers: { ...headers, ...more },
    body,
  });
  const text = await answer.text();
  return text
    .trim()
    .split("\n")
    .map((each) => JSON.parse(each));
}

const lines = (count: number, template = place.template) =>
  people(count).map(({ holderName, email, values }) => ({ template, holderName, email, values }));

async function batches(): Promise<{ id: string; state: string; size: number }[]> {
  const { rows } = await pool().query("SELECT id, state, size FROM certificate_batch ORDER BY id");
  return rows;
}

describe("certificates in bulk", () => {
  it("are one batch of each template, issued with one tree; bad lines are refused alone", async () => {
    const other = await publishTemplate(place.organisation.id);
    const bad = { ...lines(1)[0], values: {} };
    const answers = await post([...lines(3), bad, ...lines(2, other), { ...lines(1)[0], template: "x" }]);
    assert.deepEqual(
      answers.map(({ line, problem }) => [line, problem?.code]),
      [
        [1, undefined],
        [2, undefined],
        [3, undefined],
        [4, "draft_faulty"],
        [5, undefined],
        [6, undefined],
        [7, "invalid_field"],
      ],
    );
    assert.equal(answers[3].problem.field, "course");
    assert.deepEqual(new Set(answers.map(({ batch }) => batch)).size, 3);
    assert.deepEqual(
      (await batches()).map(({ state, size }) => [state, size]),
      [
        ["approved", 3],
        ["approved", 2],
      ],
    );
    await issueAll();
    const read = await fetch(`${web.url}/api/v1/certificates/${answers[0].id}`, { headers });
    assert.deepEqual([read.status, ((await read.json()) as Json).id], [200, answers[0].id]);
  });

  it("wait for approval where four eyes are asked for, and are not doubled under the same key", async () => {
    await changeRules({ actor: place.organisation.owner, fourEyes: true });
    const before = (await batches()).length;
    const sent = [...lines(4), { ...lines(1)[0], key: "own-1" }];
    const answers = await post(sent, { "idempotency-key": "term-2026" });
    const again = await post(sent, { "idempotency-key": "term-2026" });
    assert.deepEqual(again, answers);
    const made = (await batches()).slice(before);
    assert.deepEqual(made.map(({ state, size }) => [state, size]).sort(), [
      ["submitted", 1],
      ["submitted", 4],
    ]);
    assert.equal((await post([{ ...lines(1)[0], key: "own-1" }]))[0].id, answers[4].id);
    await changeRules({ actor: place.organisation.owner, fourEyes: false });
  });
});
