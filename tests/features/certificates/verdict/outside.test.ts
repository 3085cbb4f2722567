/**
 * A certificate of another installation, asked about by way of this one: the same verdict as the command line's, only when the reader wants it,
 * and of whoever may be asked at all. The other installation stands on loopback, and the tests' configuration allows it.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { testFolder } from "#tests/support/environment.ts";
import { startNameServer } from "#tests/support/name-server.ts";

const asked: string[] = [];
let instead: ((path: string, response: ServerResponse) => boolean) | undefined;
const other = createServer(async (request, response) => {
  const path = request.url ?? "";
  asked.push(path);
  if (instead?.(path, response)) return;
  const answer = await send(path);
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
  response.end(Buffer.from(await answer.arrayBuffer()));
}).listen(0, "127.0.0.1");
await once(other, "listening");
const HOST = `localhost:${(other.address() as AddressInfo).port}`;
const names = await startNameServer();
Object.assign(process.env, {
  ...{ PUBLIC_URL: `http://${HOST}`, ISSUER_INSIDE_HOSTS: HOST, DNS_SERVERS: names.address },
});
// The configuration is read once, at import.
const { at, call, send } = await import("#tests/support/call.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { pool } = await import("#lib/infra/db/pool.ts");
const { readIssued } = await import("#lib/features/certificates/credentials/rows.ts");
const { endThreads } = await import("#lib/features/certificates/issuing/drawing/make-pool.ts");
const { changeStatus } = await import("#lib/features/certificates/status/verbs/change-status.ts");
const { openIssuingPlace } = await import("#tests/features/certificates/issuing/issuing-place.ts");
const { issued } = await import("#tests/features/certificates/shares/share-place.ts");
const { checkCertificate } = await import("#components/verification/certificate-check.ts");
const { isIssuerAddress } = await import("#lib/verify/certificate/issuer-address.ts");

const OUTSIDE = at("/verify/outside").POST;
const DOMAIN = "harbour.example";
let place: Awaited<ReturnType<typeof openIssuingPlace>>;
let id: string;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace("Blue Harbour School 蓝港学校");
  await pool().query(
    `INSERT INTO issuer_domain (issuer_id, domain, method, checked_at, outcome, seen_at)
     VALUES ($1, $2, 'dns', now(), 'proven', now())`,
    [place.issuer.id, DOMAIN],
  );
  id = (await issued(place)).certificateId;
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
  names.close();
  other.close();
});
beforeEach(() => {
  asked.length = 0;
  instead = undefined;
  names.records.clear();
  names.records.set(`_sealbook.${DOMAIN}`, [[`did=${place.issuer.did}`]]);
});

const credentialText = async () => (await readIssued(id))?.credential ?? "";

/** What `sealbook verify --online` finds, which asks by itself. */
async function readByCommand() {
  const path = join(testFolder, "credential.json");
  await writeFile(path, await credentialText());
  const { stdout } = await sealbook(["verify", path, "--online", "--json"], { env: { DNS_SERVERS: names.address } });
  return (JSON.parse(stdout) as { certificate: Awaited<ReturnType<typeof read>> }).certificate;
}

/** As a reader's browser does at another site, which has this installation's endpoint. */
async function read(outside: boolean) {
  const bytes = new TextEncoder().encode(await credentialText());
  const answered = async (question: object) => {
    const answer = await call(OUTSIDE, { body: question });
    return answer.ok ? await answer.text() : undefined;
  };
  return await checkCertificate(
    { bytes, trust: [], isOnline: true, outside },
    { isHere: () => false, get: async () => undefined, ask: answered, trustOfNow: async (trust) => trust },
  );
}
const gaps = (found: Awaited<ReturnType<typeof read>>) =>
  found?.steps.flatMap(({ name, status, reason }) => (status === "ok" ? [] : [`${name}: ${reason}`]));

describe("a certificate of another installation", () => {
  it("is asked about by nobody before its reader wants it; who would be asked is said", async () => {
    const found = await read(false);
    assert.deepEqual([found?.verdict, found?.others, asked], ["could_not_check", [HOST], []]);
  });

  it("is valid by what its issuer and its domain answer, as by the command line", async () => {
    const found = await read(true);
    assert.deepEqual([found?.verdict, gaps(found), found?.others], ["valid", [], [HOST]]);
    assert.deepEqual(
      found?.issuer?.domains.map(({ domain }) => domain),
      [DOMAIN],
    );
    const { slug } = place.issuer;
    assert.deepEqual(asked.toSorted(), [
      `/issuers/${slug}/did.json`,
      `/issuers/${slug}/keys.json`,
      `/issuers/${slug}/profile.json`,
      `/issuers/${slug}/status/1`,
    ]);
    const told = await readByCommand();
    assert.deepEqual([told?.verdict, gaps(told)], [found?.verdict, gaps(found)]);
  });

  it("has no domain that does not say so itself, whatever its host says", async () => {
    names.records.set(`_sealbook.${DOMAIN}`, [["did=did:web:another.example"]]);
    const found = await read(true);
    assert.deepEqual([found?.verdict, gaps(found)], ["issuer_unproven", ["issuer: domain_unproven"]]);
  });

  for (const [what, answer] of [
    ["nobody", (_: string, response: ServerResponse) => response.destroy()],
    ["an error", (_: string, response: ServerResponse) => response.writeHead(500).end("{}")],
    ["a way elsewhere", (path: string, response: ServerResponse) => response.writeHead(302, { location: path }).end()],
    [
      "a page",
      (_: string, response: ServerResponse) => response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    ],
    [
      "too much",
      (_: string, response: ServerResponse) =>
        response.writeHead(200, { "content-type": "application/json" }).end(" ".repeat(600_000)),
    ],
  ] as const) {
    it(`is not checked where its status list is answered with ${what}`, async () => {
      instead = (path, response) => {
        if (!path.includes("/status/")) return false;
        answer(path, response);
        return true;
      };
      const found = await read(true);
      assert.deepEqual([found?.verdict, gaps(found)], ["could_not_check", ["status: list_missing"]]);
      assert.ok(!asked.includes("/secret"));
    });
  }

  it("is revoked once its list says so", async () => {
    const { owner: actor } = place.organisation;
    await changeStatus({ actor, certificateIds: [id], state: "revoked", reason: "x" });
    assert.equal((await read(true))?.verdict, "revoked");
    assert.equal((await readByCommand())?.verdict, "revoked");
  });
});

describe("a question to others", () => {
  const codeOf = async (body: object, headers: Record<string, string> = {}) => {
    const answer = await call(OUTSIDE, { body, headers });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };

  it("is about an issuer's address and no other one", async () => {
    const host = "https://issuer.example";
    for (const path of [
      "/issuers/a/did.json",
      "/x/token-status/7",
      `/api/v1/ledgers/main/subjects/${"a".repeat(64)}?leaf=${"b".repeat(64)}`,
    ]) {
      assert.ok(isIssuerAddress(`${host}${path}`), path);
    }
    const elsewhere = [
      ...[
        "/",
        "/did.json",
        "/issuers/a/did.json?x",
        "/issuers/a/did.json#x",
        "/issuers/a/did.jsonx",
        "/issuers/../did.json",
      ],
      ...[
        "/a/status/0",
        "/a/status/1/2",
        "/api/v1/ledgers/main/subjects/x",
        "/issuers/a//did.json",
        "/%2e%2e/a/did.json",
      ],
    ];
    const addresses = [
      ...elsewhere.map((path) => `${host}${path}`),
      ...[
        "https://a:b@issuer.example/a/did.json",
        "ftp://issuer.example/a/did.json",
        "file:///a/did.json",
        "a/did.json",
      ],
      `${host}/${"a".repeat(600)}/did.json`,
    ];
    for (const address of addresses) assert.deepEqual(await codeOf({ address }), [400, "invalid_field"], address);
    for (const domain of ["localhost", "127.0.0.1", "a.example/x", "a.example:8", "a.example@b.example", "[::1]"]) {
      assert.deepEqual(await codeOf({ domain, method: "dns" }), [400, "invalid_field"], domain);
    }
    assert.deepEqual(asked, []);
  });

  it("is put to nobody of our own network who is not named, nor without TLS", async () => {
    const inside = ["10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "127.0.0.1:1", "localhost:1"];
    for (const host of inside) {
      for (const scheme of ["https", "http"]) {
        const address = `${scheme}://${host}/issuers/a/did.json`;
        assert.deepEqual(await codeOf({ address }), [502, "issuer_silent"], address);
      }
    }
    assert.deepEqual(await codeOf({ address: "http://8.8.8.8/issuers/a/did.json" }), [502, "issuer_silent"]);
  });

  it("brings the bytes as they came, which no browser takes for a page and nobody keeps", async () => {
    const document = `{"id":"<script>alert(1)</script>"}`;
    instead = (_, response) => response.writeHead(200, { "content-type": "application/json" }).end(document) && true;
    const answer = await call(OUTSIDE, { body: { address: `http://${HOST}/issuers/a/did.json` } });
    assert.equal(await answer.text(), document);
    assert.equal(answer.headers.get("content-type"), "application/octet-stream");
    assert.match(answer.headers.get("content-disposition") ?? "", /^attachment/);
    assert.match(answer.headers.get("content-security-policy") ?? "", /sandbox/);
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
    const said = await call(OUTSIDE, { body: { domain: DOMAIN, method: "dns" } });
    assert.equal(await said.text(), `did=${place.issuer.did}`);
  });

  it("is taken from no other page, and only so often from one caller", async () => {
    const text = JSON.stringify({ domain: DOMAIN, method: "dns" });
    const form = await call(OUTSIDE, { body: text, headers: { "content-type": "text/plain" } });
    assert.equal(form.status, 415);
    const headers = { "x-sealbook-address": "198.51.100.77" };
    const codes = new Set<unknown>();
    for (let round = 0; round < 13; round++) {
      const body = { domain: "localhost", method: "dns" };
      const answers = await Promise.all(Array.from({ length: 10 }, () => codeOf(body, headers)));
      for (const [, code] of answers) codes.add(code);
    }
    assert.deepEqual([...codes], ["invalid_field", "rate_limited"]);
  });
});
