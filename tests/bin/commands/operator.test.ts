/** What the operator of an installation does at its command line: organisations, owners, keys, lost passwords. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { resetPassword } from "#lib/features/accounts/passwords/verbs/reset-password.ts";
import { acceptOwnerLink } from "#lib/features/setup/verbs/accept-owner-link.ts";
import { isPassword } from "#lib/gate/password.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { client, folder, installation, operate, run, setUp, tearDown } from "./installation.ts";
import { sealbook } from "./run-cli.ts";

let organisation: { id: string; name: string };

before(() => setUp());
after(() => tearDown());

describe("sealbook org create", () => {
  it("prints the organisation, the owner's one-time link and a key, and all of them work", async () => {
    const { code, stdout, stderr } = await operate(
      "org",
      "create",
      "--name",
      "蓝港银行",
      "--owner-email",
      "a@example.org",
      "--json",
    );
    assert.equal(code, 0, stderr);
    const created = JSON.parse(stdout);
    organisation = created.organisation;
    assert.equal(organisation.name, "蓝港银行");
    assert.match(created.ownerLink.url, /^https:\/\/evidence\.example\.com\/setup\?token=[A-Za-z0-9_-]{43,}$/);
    assert.match(created.apiKey.secret, /^sealbook_[A-Za-z0-9_-]{43,}$/);
    client.SEALBOOK_KEY = created.apiKey.secret;
    const event = await prisma().auditEvent.findFirstOrThrow({ where: { action: "organisation.create" } });
    assert.deepEqual(event.actor, { kind: "operator" });
  });

  it("prints them for people too", async () => {
    const { code, stdout } = await operate("org", "create", "--name", "Other", "--owner-email", "b@example.org");
    assert.equal(code, 0);
    assert.match(stdout, /^Organisation {2,}Other\n/);
    assert.match(stdout, /\/setup\?token=/);
    assert.match(stdout, /shown this once: keep it secret/);
  });

  it("makes the first organisation the one that runs the installation, and no other", async () => {
    const found = await prisma().organisation.findMany({ where: { operates: true }, select: { name: true } });
    assert.deepEqual(found, [{ name: "蓝港银行" }]);
  });

  it("refuses a name or an address that a form would refuse, with its sentence", async () => {
    const before = await prisma().organisation.count();
    const bad = await operate("org", "create", "--name", "a\u202eb", "--owner-email", "a@example.org");
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /--name: /);
    const address = await operate("org", "create", "--name", "x", "--owner-email", "nobody");
    assert.equal(address.code, 2);
    assert.match(address.stderr, /--owner-email: /);
    assert.equal(await prisma().organisation.count(), before);
  });

  it("refuses a name that is taken, names who has it, and makes another one only when told to", async () => {
    const before = await prisma().organisation.count();
    const args = ["org", "create", "--name", "Other", "--owner-email", "e@example.org"];
    const { id } = await prisma().organisation.findFirstOrThrow({ where: { name: "Other" } });
    const taken = await operate(...args);
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, new RegExp(`“Other”.*${id}.*--allow-same-name`));
    assert.equal(await prisma().organisation.count(), before);
    assert.equal(JSON.parse((await operate(...args, "--json")).stdout).error.code, "name_taken");
    const told = await operate(...args, "--allow-same-name", "--json");
    assert.equal(told.code, 0, told.stderr);
    assert.notEqual(JSON.parse(told.stdout).organisation.id, id);
    assert.equal(await prisma().organisation.count(), before + 1);
  });

  it("without a database it says so in a sentence, and ends with 2", async () => {
    const args = ["org", "create", "--name", "x", "--owner-email", "a@example.org"];
    const nothing = await sealbook(args, { env: { DATA_DIR: join(folder, "nothing") } });
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /^sealbook: The embedded database is not running: .*npm start/);
    const url = "postgresql://nobody:x@127.0.0.1:9/none";
    const gone = await sealbook(args, { env: { ...installation, DATABASE_URL: url, APP_DATABASE_URL: url } });
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /The database cannot be reached/);
    const bad = await sealbook(args, { env: { ...installation, PORT: "none" } });
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /Bad configuration/);
    for (const { stderr } of [nothing, gone, bad]) assert.doesNotMatch(stderr, /\n\s+at /);
  });
});

describe("sealbook org owner-link", () => {
  const ask = (...more: string[]) =>
    operate("org", "owner-link", "--org", organisation.id, "--owner-email", "Late@Example.org", ...more);
  const token = (text: string) => /\/setup\?token=([0-9a-f]{64})/.exec(text)?.[1] ?? "";

  it("makes a link with which its holder becomes owner, and closes those that it replaces", async () => {
    const first = await ask("--json");
    assert.equal(first.code, 0, first.stderr);
    const second = await ask();
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stdout, /^Owner’s link, once, until .*\nhttps:\/\/evidence\.example\.com\/setup\?token=/);
    const accept = {
      name: "Late",
      password: "a long password of the tests",
      client: { address: "::1", userAgent: "" },
    };
    const lost = acceptOwnerLink({ ...accept, token: token(JSON.parse(first.stdout).url) });
    await assert.rejects(lost, { code: "link_invalid" });
    const accepted = await acceptOwnerLink({ ...accept, token: token(second.stdout) });
    assert.equal(accepted.organisationId, organisation.id);
    const user = await prisma().user.findUniqueOrThrow({
      where: { email: "late@example.org" },
      include: { memberships: true },
    });
    assert.deepEqual(
      user.memberships.map(({ organisationId, role }) => [organisationId, role]),
      [[organisation.id, "owner"]],
    );
  });

  it("refuses an organisation that is not there, and what is no address", async () => {
    const absent = await operate("org", "owner-link", "--org", "nobody", "--owner-email", "a@example.org");
    assert.deepEqual([absent.code, /no organisation “nobody”/.test(absent.stderr)], [1, true]);
    const bad = await operate("org", "owner-link", "--org", organisation.id, "--owner-email", "nobody");
    assert.deepEqual([bad.code, /--owner-email: /.test(bad.stderr)], [2, true]);
  });
});

describe("sealbook user reset-link", () => {
  it("makes a link with which its holder sets a new password, and is in the audit log", async () => {
    const { code, stdout, stderr } = await operate("user", "reset-link", "--email", "LATE@example.org");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Link to a new password, once, until .*\n.*\n\nWhoever has this link gets the account/);
    const token = /\/reset-password\?token=([0-9a-f]{64})/.exec(stdout)?.[1] ?? "";
    const password = "another long password of the tests";
    await resetPassword({ token, password, address: "::1" });
    await assert.rejects(resetPassword({ token, password, address: "::1" }), { code: "link_invalid" });
    const { passwordHash } = await prisma().user.findUniqueOrThrow({ where: { email: "late@example.org" } });
    assert.ok(await isPassword(password, passwordHash));
    const event = await prisma().auditEvent.findFirstOrThrow({
      where: { action: "link.create", details: { path: ["purpose"], equals: "reset" } },
    });
    assert.deepEqual(event.actor, { kind: "operator" });
  });

  it("says so when nobody signs in with the address, and when it is none", async () => {
    const absent = await operate("user", "reset-link", "--email", "nobody@example.org");
    assert.deepEqual([absent.code, /Nobody signs in with nobody@example\.org/.test(absent.stderr)], [1, true]);
    const bad = await operate("user", "reset-link", "--email", "nobody");
    assert.deepEqual([bad.code, /--email: /.test(bad.stderr)], [2, true]);
  });
});

describe("sealbook key", () => {
  it("creates, lists and revokes keys of an organisation named by id or name", async () => {
    const create = ["key", "create", "--org", organisation.name, "--name", "reader", "--scope", "evidence:read"];
    const made = await operate(...create, "--expires", "2099-12-31", "--json");
    assert.equal(made.code, 0, made.stderr);
    const key = JSON.parse(made.stdout);
    assert.deepEqual([key.scopes, key.expiresAt], [["evidence:read"], "2099-12-31T23:59:59.999Z"]);
    const listed = await operate("key", "list", "--org", organisation.id, "--json");
    const row = JSON.parse(listed.stdout).find((one: { id: string }) => one.id === key.id);
    assert.deepEqual([row.name, row.state, row.secret], ["reader", "active", undefined]);

    writeFileSync(join(folder, "a.txt"), "a");
    const refused = await run(["submit", "a.txt"], { env: { ...client, SEALBOOK_KEY: key.secret } });
    assert.equal(refused.code, 1);
    const revoked = await operate("key", "revoke", key.id, "--org", organisation.id);
    assert.equal(revoked.code, 0, revoked.stderr);
    const again = await operate("key", "revoke", key.id, "--org", organisation.id);
    assert.equal(again.code, 1);
    const list = await operate("key", "list", "--org", organisation.id);
    assert.match(list.stdout, new RegExp(`${key.id}.*revoked.*reader`));
    const event = await prisma().auditEvent.findFirstOrThrow({ where: { action: "key.revoke", subject: key.id } });
    assert.deepEqual(event.actor, { kind: "operator" });
  });

  it("refuses unknown organisations, scopes and days that are over", async () => {
    const absent = await operate("key", "create", "--org", "nobody", "--name", "x");
    assert.deepEqual([absent.code, /no organisation “nobody”/.test(absent.stderr)], [1, true]);
    const scope = await operate("key", "create", "--org", organisation.id, "--name", "x", "--scope", "all");
    assert.deepEqual([scope.code, /--scope: /.test(scope.stderr)], [2, true]);
    const past = await operate("key", "create", "--org", organisation.id, "--name", "x", "--expires", "2020-01-01");
    assert.deepEqual([past.code, /--expires: /.test(past.stderr)], [2, true]);
    const other = await operate("key", "revoke", "0193563f-9a10-7b22-a5d3-0e6f4c1d2b37", "--org", organisation.id);
    assert.equal(other.code, 1);
  });

  it("of organisations that share a name asks for the id", async () => {
    for (const owner of ["c", "d"]) {
      const create = ["org", "create", "--name", "Twins", "--owner-email", `${owner}@example.org`];
      assert.equal((await operate(...create, "--allow-same-name")).code, 0);
    }
    const { code, stderr } = await operate("key", "list", "--org", "Twins");
    assert.equal(code, 2);
    assert.match(stderr, /Several organisations .*[0-9a-f-]{36}, [0-9a-f-]{36}/);
  });
});
