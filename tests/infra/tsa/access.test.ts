/** Authorities that want to know who asks, that answer with another status, or send elsewhere: over HTTP and TLS on loopback. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from "node:tls";
import { inspect } from "node:util";
import { AuthoritiesProblem, readTimestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { postTimestampQuery } from "#lib/infra/tsa/post-query.ts";
import { requestTimestamp } from "#lib/infra/tsa/request-timestamp.ts";
import { testFolder } from "#tests/support/environment.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";

const TEXT = "example.org/ledger/main\n1\nAAAA\n";
const REPLY = "application/timestamp-reply";
const SECRET = "s3cret-Ünïcode 密";
const TOKEN = "abc.DEF-123_~+/=";
const folder = join(testFolder, "access");
const list = join(folder, "list.json");

describe("an authority that wants to know who asks", { skip: OPENSSL_MISSING }, () => {
  let tsa: TsaAuthority;
  const servers: Server[] = [];

  before(async () => {
    tsa = await makeTsa();
    mkdirSync(folder, { recursive: true });
    const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-x509"];
    openssl(
      "req",
      ...key,
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=IP:127.0.0.1",
      "-keyout",
      "server.key",
      "-out",
      "server.pem",
    );
    openssl("req", ...key, "-subj", "/CN=client", "-keyout", "client.key", "-out", "client.pem");
    openssl("req", ...key, "-subj", "/CN=stranger", "-keyout", "stranger.key", "-out", "stranger.pem");
    openssl("ec", "-in", "client.key", "-aes256", "-passout", `pass:${TOKEN}`, "-out", "locked.key");
    writeFileSync(join(folder, "ca.pem"), tsa.caPem);
    writeFileSync(join(folder, "password.txt"), `${SECRET}\n`);
    writeFileSync(join(folder, "empty.txt"), "\n");
    process.env.TIMESTAMP_SECRET_TOKEN = TOKEN;
    process.env.TIMESTAMP_SECRET_CRLF = "a\r\nx: y";
    setDefaultCACertificates([...getCACertificates(), readFileSync(join(folder, "server.pem"), "utf8")]);
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    tsa?.remove();
  });

  const listen = async (server: Server, scheme = "http"): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`;
  };
  /** A real authority for those whom `knows` knows; 401 for others. */
  const guarded =
    (knows: (request: IncomingMessage) => boolean, status = 200): RequestListener =>
    async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      if (!knows(request)) return void response.writeHead(401).end();
      response.writeHead(status, { "content-type": REPLY }).end(await tsa.reply(Buffer.concat(parts)));
    };
  const read = (entry: object) => {
    writeFileSync(list, JSON.stringify([{ name: "Guarded", ca: "ca.pem", ...entry }]));
    const [authority] = readTimestampAuthorities(list);
    return authority ?? assert.fail();
  };
  const stamp = async (entry: object) => {
    const outcome = await requestTimestamp({ authority: read(entry), text: TEXT });
    return "token" in outcome ? "ok" : `${outcome.failed}: ${outcome.detail}`;
  };

  for (const status of [200, 201, 202, 203]) {
    it(`is understood where it answers ${status}`, async () => {
      assert.equal(await stamp({ url: await listen(createServer(guarded(() => true, status))) }), "ok");
    });
  }

  it("gets the user and password, from a file, and nobody else does", async () => {
    const expected = `Basic ${Buffer.from(`me:${SECRET}`).toString("base64")}`;
    const url = await listen(createServer(guarded(({ headers }) => headers.authorization === expected)));
    const access = { user: "me", password: { file: "password.txt" } };
    assert.equal(await stamp({ url, access }), "ok");
    assert.equal(await stamp({ url }), "status: HTTP 401");
    assert.equal(await stamp({ url, access: { ...access, user: "you" } }), "status: HTTP 401");
  });

  it("gets the token, from the environment", async () => {
    const url = await listen(createServer(guarded(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)));
    assert.equal(await stamp({ url, access: { token: { env: "TIMESTAMP_SECRET_TOKEN" } } }), "ok");
  });

  it("gets a certificate of ours, whose key may be locked; without one it hangs up", async () => {
    const identity = { key: readFileSync(join(folder, "server.key")), cert: readFileSync(join(folder, "server.pem")) };
    const server = createTlsServer(
      { ...identity, ca: readFileSync(join(folder, "client.pem")), requestCert: true, rejectUnauthorized: true },
      guarded(({ socket }) => (socket as TLSSocket).getPeerCertificate().subject?.CN === "client"),
    );
    const url = await listen(server as unknown as Server, "https");
    const certificate = "client.pem";
    assert.equal(await stamp({ url, access: { certificate, key: { file: "client.key" } } }), "ok");
    const passphrase = { env: "TIMESTAMP_SECRET_TOKEN" };
    assert.equal(await stamp({ url, access: { certificate, key: { file: "locked.key" }, passphrase } }), "ok");
    assert.match(await stamp({ url }), /^unreachable: /);
    const stranger = { certificate: "stranger.pem", key: { file: "stranger.key" } };
    assert.match(await stamp({ url, access: stranger }), /^unreachable: /);
  });

  it("is not followed to another address, and nothing secret goes there", async () => {
    const heard: IncomingMessage[] = [];
    const elsewhere = await listen(createServer((request) => void heard.push(request)));
    for (const status of [301, 302, 303, 307, 308]) {
      const location = elsewhere.replace("//", "//user:pass@").concat("?key=hidden#part");
      const url = await listen(createServer((_, response) => void response.writeHead(status, { location }).end()));
      const outcome = await stamp({ url, access: { user: "me", password: { file: "password.txt" } } });
      assert.equal(outcome, `redirected: ${elsewhere}`);
    }
    assert.deepEqual(heard, []);
  });

  it("is told nothing secret by what is printed, logged or handed out", async () => {
    const authority = read({
      url: "https://tsa.example.org/",
      access: { user: "me", password: { file: "password.txt" } },
    });
    const basic = Buffer.from(`me:${SECRET}`).toString("base64");
    for (const text of [
      inspect(authority, { depth: 9, showHidden: true }),
      JSON.stringify(authority),
      String(authority.access),
    ]) {
      assert.ok(!text.includes(SECRET) && !text.includes(basic), text);
    }
  });

  const BAD: [string, object, RegExp][] = [
    ["a user without a password", { user: "me" }, /write "user" and "password", or "token"/],
    [
      "user and token",
      { user: "me", password: { file: "password.txt" }, token: { file: "password.txt" } },
      /or "token"/,
    ],
    ["a certificate without its key", { certificate: "client.pem" }, /"certificate", "key"/],
    ["a password in the list itself", { user: "me", password: "secret" }, /correct 0\.access\.password/],
    ["a file that is not there", { token: { file: "gone.txt" } }, /gone\.txt\): that file cannot be read/],
    ["an empty file", { token: { file: "empty.txt" } }, /empty\.txt\): the secret is empty/],
    [
      "a variable that is not set",
      { token: { env: "TIMESTAMP_SECRET_GONE" } },
      /TIMESTAMP_SECRET_GONE\): the secret is empty/,
    ],
    ["a variable of another name", { token: { env: "SEALBOOK_SECRET" } }, /correct 0\.access\.token/],
    [
      "a token that is two header lines",
      { token: { env: "TIMESTAMP_SECRET_CRLF" } },
      /characters that no header may hold/,
    ],
    [
      "a key of another certificate",
      { certificate: "client.pem", key: { file: "stranger.key" } },
      /do not belong together/,
    ],
    ["a user name with a colon", { user: "a:b", password: { file: "password.txt" } }, /correct 0\.access\.user/],
  ];
  for (const [what, access, message] of BAD) {
    it(`${what} is refused before anything starts`, () => {
      const reading = () => read({ url: "https://tsa.example.org/", access });
      assert.throws(
        reading,
        (error) => error instanceof AuthoritiesProblem && message.test(error.message) && error.zh !== "",
      );
    });
  }

  it("is never told a secret in the clear", () => {
    const entry = { url: "http://tsa.example.org/", access: { token: { env: "TIMESTAMP_SECRET_TOKEN" } } };
    assert.throws(() => read(entry), /would be sent in the clear/);
  });

  it("is let go once it has sent more than any answer has", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-type": REPLY });
      const more = () => void (response.destroyed || response.write(Buffer.alloc(16_384), more));
      more();
    });
    const url = await listen(server);
    const reply = await postTimestampQuery(new Uint8Array(10), { url, timeoutMs: 5_000 });
    assert.ok("failed" in reply && reply.failed === "too_large");
  });
});
