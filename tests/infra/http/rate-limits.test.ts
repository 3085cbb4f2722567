/** Limits that are counted ahead of the database: how far, and that they hold over several processes. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { pool } from "#lib/infra/db/pool.ts";
import { countRequest, type RateLimit, settleCounts, uncountRequest } from "#lib/infra/http/rate-limits.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const limit = (given: Partial<RateLimit> = {}): RateLimit => ({
  name: randomUUID(),
  requests: 100,
  windowSeconds: 60,
  ...given,
});

async function settled({ name }: RateLimit): Promise<number | undefined> {
  const { rows } = await pool().query<{ points: number }>("SELECT points FROM rate_limit WHERE key = $1", [
    `${name}:me`,
  ]);
  return rows[0]?.points;
}

/** As other processes count. */
async function elsewhere({ name }: RateLimit, points: number): Promise<void> {
  await pool().query(
    `INSERT INTO rate_limit AS r (key, points, expire) VALUES ($1, $2, (extract(epoch FROM now()) * 1000)::bigint + 60000)
     ON CONFLICT (key) DO UPDATE SET points = r.points + $2`,
    [`${name}:me`, points],
  );
}

async function passing(of: RateLimit, times: number): Promise<number> {
  const answers = await Promise.all(Array.from({ length: times }, () => countRequest(of, "me")));
  return answers.filter((wait) => wait === undefined).length;
}

describe("limits", () => {
  before(() => createTestDatabase());
  after(() => dropTestDatabase());

  it("lets as many pass as it says, however many come at once", async () => {
    assert.equal(await passing(limit({ aheadMax: 5 }), 150), 100);
    assert.equal(await passing(limit(), 150), 100);
  });

  it("is at most so many ahead of what all processes have counted", async () => {
    const shared = limit({ aheadMax: 5 });
    await elsewhere(shared, 100);
    assert.equal(await passing(shared, 50), 5);
    assert.equal(await passing(shared, 50), 0, "it has learnt of the others");
  });

  it("without that, knows what others counted before anybody passes", async () => {
    const exact = limit();
    await elsewhere(exact, 97);
    assert.equal(await passing(exact, 10), 3);
  });

  it("settles by itself, and what is settled is what was counted", async () => {
    const counted = limit({ aheadMax: 50 });
    assert.equal(await passing(counted, 20), 20);
    assert.equal(await settled(counted), undefined, "nobody waited for the database");
    await settleCounts();
    assert.equal(await settled(counted), 20);
  });

  it("takes back what is forgiven", async () => {
    const exact = limit({ requests: 2 });
    assert.equal(await passing(exact, 2), 2);
    await uncountRequest(exact, "me");
    assert.equal(await settled(exact), 1);
    assert.equal(await passing(exact, 2), 1);
  });

  it("begins anew when the window is over", async () => {
    const short = limit({ requests: 3, windowSeconds: 1 });
    assert.equal(await passing(short, 5), 3);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    assert.equal(await passing(short, 5), 3);
  });
});
