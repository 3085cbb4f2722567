/** A domain counts as an issuer's only while it says so itself; each way of not saying it has its own name. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { lookAtDomain, type Places } from "#lib/features/certificates/issuers/checks.ts";
import { didDocument, issuerProfile } from "#lib/features/certificates/issuers/drawing/documents.ts";
import { listDomains } from "#lib/features/certificates/issuers/rows.ts";
import { domainSchema } from "#lib/features/certificates/issuers/schema.ts";
import { type Issuer, isProven } from "#lib/features/certificates/issuers/types.ts";
import { addDomain, removeDomain } from "#lib/features/certificates/issuers/verbs/change-domains.ts";
import { checkDomain, checkDueDomains } from "#lib/features/certificates/issuers/verbs/check-domain.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { makeIssuer } from "#tests/support/certificates.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { join } from "#tests/support/members.ts";
import { type NameServer, startNameServer } from "#tests/support/name-server.ts";
import { refusalOf } from "#tests/support/refusal.ts";

const DOMAIN = "school.example.org";
const NAME = `_sealbook.${DOMAIN}`;

let ours: TestOrganisation;
let issuer: Issuer;
let names: NameServer;
let host: Server;
let places: Places;
let served: { status: number; body: string; headers?: Record<string, string> };

before(async () => {
  await createTestDatabase();
  await ensureLedger("main");
  ours = await makeOrganisation();
  issuer = await makeIssuer(ours.owner);
  names = await startNameServer();
  host = createServer((_, response) => response.writeHead(served.status, served.headers).end(served.body)).listen(
    0,
    "127.0.0.1",
  );
  await once(host, "listening");
  const at = `127.0.0.1:${(host.address() as AddressInfo).port}`;
  places = {
    dnsServers: [names.address],
    allowed: [at],
    fileOf: () => `http://${at}/.well-known/sealbook-issuers.txt`,
  };
});
after(async () => {
  names.close();
  host.close();
  await dropTestDatabase();
});

beforeEach(() => {
  names.records.clear();
  names.failing.clear();
});

describe("a domain that is asked by its TXT record", () => {
  const look = () => lookAtDomain({ domain: DOMAIN, method: "dns", did: issuer.did }, places);
  it("is the issuer's when one of its records is its DID, also in several strings", async () => {
    names.records.set(NAME, [["v=spf1 -all"], ["did=did:web:", issuer.did.slice("did:web:".length)]]);
    assert.equal(await look(), "proven");
  });

  it("has no record", async () => {
    assert.equal(await look(), "record_missing");
    names.records.set(NAME, []);
    assert.equal(await look(), "record_missing");
  });

  it("has a record of somebody else, or one that only looks alike", async () => {
    for (const text of [
      `did=${issuer.did}x`,
      issuer.did,
      `did=${issuer.did.toUpperCase()}`,
      "did=did:web:other.example:issuers:a",
    ]) {
      names.records.set(NAME, [[text]]);
      assert.equal(await look(), "record_wrong", text);
    }
  });

  it("could not be asked: the name server fails, or is not there", async () => {
    names.failing.add(NAME);
    assert.equal(await look(), "resolver_unreachable");
    const nobody = { ...places, dnsServers: ["127.0.0.1:9"] };
    assert.equal(
      await lookAtDomain({ domain: DOMAIN, method: "dns", did: issuer.did }, nobody),
      "resolver_unreachable",
    );
  });
});

describe("a domain that is asked by its file", () => {
  const look = (given = places) => lookAtDomain({ domain: DOMAIN, method: "file", did: issuer.did }, given);

  it("is the issuer's when a line of it is its DID", async () => {
    served = { status: 200, body: `# ours\r\n${issuer.did}\r\ndid:web:other.example\r\n` };
    assert.equal(await look(), "proven");
  });

  it("has no file, one of others, or leads elsewhere", async () => {
    served = { status: 404, body: issuer.did };
    assert.equal(await look(), "file_missing");
    served = { status: 302, body: issuer.did, headers: { location: "https://elsewhere.example/" } };
    assert.equal(await look(), "file_missing");
    served = { status: 200, body: `<html>${issuer.did}</html>` };
    assert.equal(await look(), "file_wrong");
  });

  it("could not be asked: it fails, sends without end, or lies in our own network", async () => {
    served = { status: 500, body: "" };
    assert.equal(await look(), "host_unreachable");
    served = { status: 200, body: `${issuer.did}\n${"x".repeat(600_000)}` };
    assert.equal(await look(), "host_unreachable");
    served = { status: 200, body: issuer.did };
    assert.equal(await look({ ...places, allowed: [] }), "host_unreachable");
  });
});

describe("an issuer's domains", () => {
  const add = (domain = DOMAIN, actor = ours.owner) => addDomain({ actor, domain, method: "dns" });
  const check = (given = places) => checkDomain({ actor: ours.owner, domain: DOMAIN }, given);
  const shown = async () => issuerProfile(issuer, await listDomains(issuer.id)).domains.map(({ domain }) => domain);
  const nobody = () => ({ ...places, dnsServers: ["127.0.0.1:9"] });

  it("are named by owners and admins, each once, and so many", async () => {
    assert.equal(await refusalOf(add(DOMAIN, (await join(ours.owner, "operator")).actor)), "forbidden");
    await add();
    assert.equal(await refusalOf(add()), "domain_present");
    for (let at = 1; at < 10; at++) await add(`d${at}.example.org`);
    assert.equal(await refusalOf(add("more.example.org")), "too_many_domains");
    for (let at = 1; at < 10; at++) await removeDomain({ actor: ours.owner, domain: `d${at}.example.org` });
    assert.equal((await listDomains(issuer.id)).length, 1);
  });

  it("are shown once they say so themselves, and no more once they do not", async () => {
    assert.deepEqual(await shown(), []);
    names.records.set(NAME, [[`did=${issuer.did}`]]);
    assert.equal(await check(), "proven");
    assert.deepEqual(await shown(), [DOMAIN]);
    const document = didDocument(issuer, { keys: [], domains: await listDomains(issuer.id) });
    assert.deepEqual(document.alsoKnownAs, [`https://${DOMAIN}`]);
    assert.deepEqual(document.service?.[0]?.serviceEndpoint, [`https://${DOMAIN}`]);
    names.records.set(NAME, [["did=did:web:other.example"]]);
    assert.equal(await check(), "record_wrong");
    assert.deepEqual(await shown(), []);
    const [domain] = await listDomains(issuer.id);
    assert.ok(domain?.seenAt && domain.checked && domain.seenAt < domain.checked.at, "when it was last seen is kept");
  });

  it("that nobody can ask count for a week longer, and never if they were not proven", async () => {
    names.records.set(NAME, [[`did=${issuer.did}`]]);
    await check();
    assert.equal(await check(nobody()), "resolver_unreachable");
    assert.deepEqual(await shown(), [DOMAIN]);
    const [domain] = await listDomains(issuer.id);
    const in8Days = new Date(Date.now() + 8 * 86_400_000);
    assert.equal(domain && isProven(domain, in8Days), false);
    const never = { ...domain, domain: "x.example.org", method: "dns", addedAt: new Date() } as const;
    assert.equal(isProven({ ...never, seenAt: undefined as never }, new Date()), false);
  });

  it("are asked again each day, and each hour where nobody could be", async () => {
    const age = (hours: number) =>
      pool().query("UPDATE issuer_domain SET checked_at = now() - make_interval(hours => $1)", [hours]);
    names.records.set(NAME, [[`did=${issuer.did}`]]);
    await check();
    await age(23);
    assert.deepEqual(await checkDueDomains({ places }), []);
    await age(25);
    names.records.clear();
    assert.deepEqual(await checkDueDomains({ places }), [
      { domain: DOMAIN, before: "proven", outcome: "record_missing" },
    ]);
    await check(nobody());
    await age(2);
    assert.equal((await checkDueDomains({ places }))[0]?.outcome, "record_missing");
  });

  it("are written as people write them, and are names that anybody can ask for", () => {
    for (const [given, domain] of [
      ["https://School.Example.edu/", "school.example.edu"],
      [" 学校.中国 ", "xn--zfv29y.xn--fiqs8s"],
      ["a.cn.", "a.cn"],
    ] as const) {
      if (given === " 学校.中国 ") assert.match(domainSchema.parse(given), /^xn--[a-z0-9]+\.xn--fiqs8s$/);
      else assert.equal(domainSchema.parse(given), domain);
    }
    for (const wrong of [
      "",
      "localhost",
      "a.localhost",
      "127.0.0.1",
      "[::1]",
      "a.b.local",
      "a/b.cn",
      "a.cn:8443",
      "a b.cn",
      "user@a.cn",
      "a..cn",
      "x.test",
    ])
      assert.equal(domainSchema.safeParse(wrong).success, false, wrong);
  });
});
