/** Keys at the command line: a new secret beside the old one, from where a key may be used, and in which unit. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { v7 as uuidv7 } from "uuid";
import { apiKeyHash } from "#lib/gate/api-key-secret.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { client, createBank, operate, run, setUp, tearDown, writeFiles } from "./installation.ts";

let org: string;
before(async () => {
  await setUp();
  writeFiles();
  org = (await createBank()).id;
});
after(() => tearDown());

type Made = { id: string; secret: string; addressRanges: string[]; unit?: string };
const create = async (name: string, ...more: string[]): Promise<Made> => {
  const scopes = ["--scope", "evidence:write", "--scope", "evidence:read"];
  const { code, stdout, stderr } = await operate(
    "key",
    "create",
    "--org",
    org,
    "--name",
    name,
    ...scopes,
    ...more,
    "--json",
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
};
/** What becomes of a file that is submitted with this secret. */
const submit = async (secret: string, ...more: string[]) => {
  const args = ["submit", "a.txt", "--digest-only", ...more, "--json"];
  const { stdout } = await run(args, { env: { ...client, SEALBOOK_KEY: secret } });
  const [result] = JSON.parse(stdout);
  return result.error?.code ?? result.evidence;
};

describe("sealbook key rotate and key end-old", () => {
  it("give a second secret that works beside the first for the hours that are asked, until the first is ended", async () => {
    const { id, secret: first } = await create("rotated");
    const before = Date.now();
    const rotated = await operate("key", "rotate", id, "--org", org, "--overlap", "2", "--json");
    assert.equal(rotated.code, 0, rotated.stderr);
    const { secret: second, oldSecretUntil } = JSON.parse(rotated.stdout);
    assert.notEqual(second, first);
    const hours = (Date.parse(oldSecretUntil) - before) / 3_600_000;
    assert.ok(hours > 1.9 && hours < 2.1, oldSecretUntil);
    for (const secret of [first, second]) assert.equal(typeof (await submit(secret)).id, "string");
    // A third would cut off whoever has the first.
    const third = await operate("key", "rotate", id, "--org", org, "--json");
    assert.deepEqual([third.code, JSON.parse(third.stdout).error.code], [1, "old_secret_works"]);
    const ended = await operate("key", "end-old", id, "--org", org);
    assert.equal(ended.code, 0, ended.stderr);
    assert.ok(ended.stdout.includes(id));
    assert.equal(await submit(first), "key_replaced");
    assert.equal(typeof (await submit(second)).id, "string");
    const again = await operate("key", "end-old", id, "--org", org, "--json");
    assert.deepEqual([again.code, JSON.parse(again.stdout).error.code], [1, "gone"]);
    const actions = await prisma().auditEvent.findMany({ where: { subject: id }, orderBy: { id: "asc" } });
    assert.deepEqual(
      actions.map(({ action, actor }) => [action, (actor as { kind: string }).kind]),
      ["key.create", "key.rotate", "key.end_old"].map((action) => [action, "operator"]),
    );
  });

  it("tell people the secret this once, keep its digest alone, and overlap a day unless told otherwise", async () => {
    const { id } = await create("for people");
    const { stdout } = await operate("key", "rotate", id, "--org", org);
    const [, secret = ""] = /(sealbook_[A-Za-z0-9_-]{43})/.exec(stdout) ?? [];
    assert.match(stdout, /shown this once: keep it secret/);
    const { secretHash, oldSecretUntil } = await prisma().apiKey.findUniqueOrThrow({ where: { id } });
    assert.deepEqual(Buffer.from(secretHash), Buffer.from(apiKeyHash(secret) ?? []));
    const hours = ((oldSecretUntil?.getTime() ?? 0) - Date.now()) / 3_600_000;
    assert.ok(hours > 23.9 && hours <= 24, `${hours}`);
  });

  it("refuse a key that there is not, one that is revoked, and hours that are none", async () => {
    const { id } = await create("revoked");
    for (const overlap of ["0", "721"]) {
      const { code, stderr } = await operate("key", "rotate", id, "--org", org, "--overlap", overlap);
      assert.equal(code, 2, overlap);
      assert.match(stderr, /--overlap: /);
    }
    await operate("key", "revoke", id, "--org", org);
    for (const verb of ["rotate", "end-old"]) {
      const gone = await operate("key", verb, id, "--org", org, "--json");
      assert.deepEqual([gone.code, JSON.parse(gone.stdout).error.code], [1, "gone"], verb);
    }
    for (const none of [uuidv7(), "no-id"]) {
      const absent = await operate("key", "rotate", none, "--org", org, "--json");
      assert.deepEqual([absent.code, JSON.parse(absent.stdout).error.code], [1, "not_found"], none);
    }
  });
});

describe("sealbook key create", () => {
  it("--address limits the key to these ranges; what is no range makes none", async () => {
    const inside = await create("inside", "--address", "127.0.0.0/8", "--address", "::1");
    assert.deepEqual(inside.addressRanges, ["127.0.0.0/8", "::1"]);
    assert.equal(typeof (await submit(inside.secret)).id, "string");
    const outside = await create("outside", "--address", "203.0.113.0/24");
    assert.equal(await submit(outside.secret), "key_address");
    const before = await prisma().apiKey.count();
    const bad = await operate("key", "create", "--org", org, "--name", "x", "--address", "10.1.2.3/8");
    assert.equal(bad.code, 2);
    assert.equal(await prisma().apiKey.count(), before);
  });

  it("--unit makes a key of a unit, which submit --unit names for a record below it", async () => {
    const [unit, below, other] = [uuidv7(), uuidv7(), uuidv7()];
    await prisma().unit.createMany({
      data: [
        { id: unit, organisationId: org, name: "East" },
        { id: below, organisationId: org, name: "Desk", parentId: unit },
        { id: other, organisationId: org, name: "West" },
      ],
    });
    const made = await create("of the east", "--unit", unit);
    assert.equal(made.unit, unit);
    assert.equal((await submit(made.secret)).unit, unit);
    assert.equal((await submit(made.secret, "--unit", below)).unit, below);
    assert.equal(await submit(made.secret, "--unit", other), "unit_unknown");
    for (const none of [uuidv7(), "no-id"]) {
      const refused = await operate("key", "create", "--org", org, "--name", "x", "--unit", none);
      assert.notEqual(refused.code, 0, none);
      assert.doesNotMatch(refused.stderr, /at file:|Error:/);
    }
  });
});
