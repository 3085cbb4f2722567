/** A request with an Idempotency-Key is done once, and answered the same each time. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { createApiKey } from "#lib/features/accounts/api-keys/verbs/create-api-key.ts";
import { createTemplate } from "#lib/features/certificates/templates/verbs/create-template.ts";
import { ANSWER_BYTES_MAX, forgetRequests, KEPT_HOURS, once, requestDigest } from "#lib/gate/idempotency.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { sampleTemplate } from "#tests/features/certificates/templates/sample-template.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, callJson, type JsonAnswer } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const TEMPLATES = "/api/v1/templates";
const document = sampleTemplate();

let ours: TestOrganisation;
let theirs: TestOrganisation;
const secrets = new Map<TestOrganisation, string>();

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation();
  theirs = await makeOrganisation("Someone else");
  for (const place of [ours, theirs]) {
    const scopes = ["templates:write", "certificates:read"] as const;
    const made = await createApiKey({ actor: place.owner, name: "templates", scopes: [...scopes] });
    secrets.set(place, made.secret);
  }
});
after(() => dropTestDatabase());

function create(key: string, name: string, place = ours): Promise<JsonAnswer> {
  const headers = { authorization: `Bearer ${secrets.get(place)}`, "idempotency-key": key };
  return callJson(at(TEMPLATES).POST, { headers, body: { name, document } });
}

/** How many templates of the name there are, of anybody. */
async function countNamed(name: string): Promise<number> {
  const { rows } = await pool().query<{ count: bigint }>("SELECT count(*) FROM certificate_template WHERE name = $1", [
    name,
  ]);
  return Number(rows[0]?.count);
}

const codeOf = (code: string) => (error: unknown) => error instanceof SealbookError && error.code === code;
const requestOf = (key: string, body = "") => ({
  organisationId: ours.owner.organisationId,
  operation: `POST ${TEMPLATES}`,
  key,
  sha256: requestDigest([TEMPLATES, "", body]),
});
const make = (name: string) => createTemplate({ actor: ours.owner, name, document });
const answer = { status: 201, headers: {}, payload: "made" };

describe("a request with an Idempotency-Key", () => {
  it("is done once, and answered the same when it is sent again, however its members are ordered", async () => {
    const first = await create("again", "again");
    assert.equal(first.status, 201);
    const second = await create("again", "again");
    assert.deepEqual([second.status, second.body], [201, first.body]);
    assert.equal(second.headers.get("location"), first.headers.get("location"));
    assert.deepEqual(
      [first, second].map(({ headers }) => headers.get("idempotent-replayed")),
      [null, "true"],
    );
    const headers = { authorization: `Bearer ${secrets.get(ours)}`, "idempotency-key": "again" };
    const turned = await callJson(at(TEMPLATES).POST, { headers, body: { document, name: "again" } });
    assert.deepEqual(turned.body, first.body);
    assert.equal(await countNamed("again"), 1);
  });

  it("is done once when it arrives eight times at once, and each gets the one answer", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => create("at-once", "at-once")));
    assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([201]));
    assert.equal(new Set(all.map(({ body }) => body.id)).size, 1);
    assert.equal(await countNamed("at-once"), 1);
  });

  it("with another body is refused, at any time; the key of another organisation is another key", async () => {
    await create("other", "other");
    const refused = await create("other", "something else");
    assert.deepEqual([refused.status, refused.body.code], [409, "idempotency_key_reused"]);
    assert.equal((await create("other", "something else", theirs)).status, 201);
  });

  it("has nothing of its answer readable in the database", async () => {
    await create("sealed", "sealed");
    const { rows } = await pool().query<{ body: Buffer }>("SELECT body FROM idempotent_request WHERE key = 'sealed'");
    assert.ok(rows[0] && !rows[0].body.includes("sealed"));
  });

  it("that is refused is judged anew", async () => {
    const headers = { authorization: `Bearer ${secrets.get(ours)}`, "idempotency-key": "refused" };
    const retire = at(`${TEMPLATES}/${uuidv7()}/retire`).POST;
    for (const _ of ["first", "second"]) {
      assert.equal((await callJson(retire, { headers, body: {} })).body.code, "not_found");
    }
    const spaced = await create("a key", "spaced");
    assert.deepEqual([spaced.status, spaced.body.field], [400, "Idempotency-Key"]);
    const { rows } = await pool().query("SELECT FROM idempotent_request WHERE key = 'refused'");
    assert.equal(rows.length, 0);
  });
});

describe("work under a key", () => {
  it("that broke off before its commit is done by the next; after it, nobody does it again and that is said", async () => {
    const broken = once(requestOf("before"), () => Promise.reject(new Error("power cut")));
    await assert.rejects(broken, /power cut/);
    assert.deepEqual(await once(requestOf("before"), () => Promise.resolve(answer)), answer);

    const committed = once(requestOf("after"), async () => {
      await make("after");
      throw new Error("power cut");
    });
    await assert.rejects(committed, /power cut/);
    await assert.rejects(
      once(requestOf("after"), () => Promise.resolve(answer)),
      codeOf("answer_lost"),
    );
    assert.equal(await countNamed("after"), 1);
  });

  it("of a process that died without a word is taken over when its time is over, and by the same request alone", async () => {
    const { organisationId, operation, sha256 } = requestOf("dead");
    await pool().query(
      `INSERT INTO idempotent_request (organisation_id, operation, key, request_sha256, begun_at, holder, held_until)
       VALUES ($1, $2, 'dead', $3, now() - interval '2 minutes', gen_random_uuid(), now() - interval '1 minute')`,
      [organisationId, operation, sha256],
    );
    const other = once(requestOf("dead", "another"), () => Promise.resolve(answer));
    await assert.rejects(other, codeOf("idempotency_key_reused"));
    assert.deepEqual(await once(requestOf("dead"), () => Promise.resolve(answer)), answer);
  });

  it("that another one has taken over commits nothing", async () => {
    const slow = once(requestOf("slow"), async () => {
      await pool().query("UPDATE idempotent_request SET held_until = now() - interval '1 second' WHERE key = 'slow'");
      await once(requestOf("slow"), async () => {
        await make("slow");
        return answer;
      });
      await make("slow");
      return answer;
    });
    await assert.rejects(slow, codeOf("request_under_way"));
    assert.equal(await countNamed("slow"), 1);
    const again = await once(requestOf("slow"), () => Promise.reject(new Error("twice")));
    assert.equal(`${again.payload}`, "made");
  });

  it("whose answer is too long to be kept is not done again", async () => {
    const long = { ...answer, payload: "x".repeat(ANSWER_BYTES_MAX + 1) };
    assert.equal(await once(requestOf("long"), () => Promise.resolve(long)), long);
    await assert.rejects(
      once(requestOf("long"), () => Promise.resolve(answer)),
      codeOf("answer_lost"),
    );
  });

  it("is forgotten after its time", async () => {
    await once(requestOf("old"), () => Promise.resolve(answer));
    await pool().query("UPDATE idempotent_request SET begun_at = now() - $1 * interval '1 hour' WHERE key = 'old'", [
      KEPT_HOURS + 1,
    ]);
    const anew = { ...answer, payload: "anew" };
    assert.deepEqual(await once(requestOf("old", "another"), () => Promise.resolve(anew)), anew);
    await pool().query("UPDATE idempotent_request SET begun_at = now() - $1 * interval '1 hour' WHERE key = 'old'", [
      KEPT_HOURS + 1,
    ]);
    await forgetRequests();
    const { rows } = await pool().query("SELECT FROM idempotent_request WHERE key = 'old'");
    assert.equal(rows.length, 0);
  });
});
