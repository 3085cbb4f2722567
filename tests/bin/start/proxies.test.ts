/** Outgoing requests go through the proxies that the environment names, and this machine is reached without one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { ask } from "#lib/infra/http/ask.ts";
import { postWebhook } from "#lib/infra/http/post-webhook.ts";
import { postTimestampQuery } from "#lib/infra/tsa/post-query.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { followProxies } from "../../../bin/start/proxies.ts";
import { sealbook } from "../commands/run-cli.ts";

const HOST = "tsa.example.org";
const REPLY = "application/timestamp-reply";

describe("proxies", { skip: OPENSSL_MISSING }, () => {
  const folder = mkdtempSync(join(tmpdir(), "sealbook-proxy-"));
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  /** What the proxy was asked for. */
  const asked: string[] = [];
  let proxy = "";
  let direct = "";

  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    server.on("connection", (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  const answering = (what: string) =>
    createServer((_, response) => void response.writeHead(200, { "content-type": REPLY }).end(what));

  before(async () => {
    const key = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "30",
      "-x509",
      "-subj",
      `/CN=${HOST}`,
    ];
    execFileSync("openssl", ["req", ...key, "-addext", `subjectAltName=DNS:${HOST}`, "-keyout", "key", "-out", "pem"], {
      cwd: folder,
      stdio: "pipe",
    });
    const [pem, secret] = ["pem", "key"].map((name) => readFileSync(join(folder, name), "utf8"));
    setDefaultCACertificates([...getCACertificates(), pem ?? ""]);
    const target = await listen(
      createTlsServer(
        { key: secret, cert: pem },
        (_, response) => void response.writeHead(200, { "content-type": REPLY }).end("tunnelled"),
      ) as unknown as Server,
    );
    const relay = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(200, { "content-type": REPLY }).end("relayed");
    });
    relay.on("connect", (request, socket: Socket) => {
      asked.push(`CONNECT ${request.url}`);
      const onward = connect(target, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
      sockets.add(onward);
      onward.pipe(socket).pipe(onward);
      for (const end of [onward, socket]) end.on("error", () => {});
    });
    proxy = `http://127.0.0.1:${await listen(relay)}`;
    direct = `http://127.0.0.1:${await listen(answering("direct"))}/`;
    followProxies({ NODE_ENV: "test", HTTPS_PROXY: proxy, http_proxy: proxy, NO_PROXY: "127.0.0.2" });
  });
  after(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = async (url: string) => {
    const reply = await postTimestampQuery(new Uint8Array(4), { url, timeoutMs: 5_000 });
    return "failed" in reply ? `${reply.failed}: ${reply.detail}` : new TextDecoder().decode(reply.bytes);
  };

  it("an authority is asked through them, over TLS to its end and without", async () => {
    asked.length = 0;
    assert.equal(await post(`https://${HOST}/tsr`), "tunnelled");
    assert.equal(await post(`http://${HOST}/tsr`), "relayed");
    assert.deepEqual(asked, [`CONNECT ${HOST}:443`, `POST http://${HOST}/tsr`]);
  });

  it("so are witnesses and webhooks", async () => {
    asked.length = 0;
    const signal = new AbortController().signal;
    const answer = await ask({
      url: `https://${HOST}/add-checkpoint`,
      body: "x",
      timeoutMs: 5_000,
      bytesMax: 100,
      signal,
    });
    assert.ok("body" in answer && answer.body === "tunnelled", JSON.stringify(answer));
    assert.equal(
      await postWebhook({ url: `https://${HOST}/hook`, headers: {}, body: "{}", timeoutMs: 5_000 }),
      undefined,
    );
    assert.ok(asked.length > 0 && asked.every((line) => line === `CONNECT ${HOST}:443`), asked.join());
  });

  it("this machine is reached without, and so is what NO_PROXY names", async () => {
    asked.length = 0;
    assert.equal(await post(direct), "direct");
    assert.equal(await post(direct.replace("127.0.0.1", "localhost")), "direct");
    assert.equal(await (await fetch(direct)).text(), "direct");
    // Nobody listens there: the proxy would have answered instead.
    for (const url of ["http://127.0.0.2:9/", "http://[::1]:9/"]) assert.match(await post(url), /^unreachable/, url);
    assert.deepEqual(asked, []);
  });

  it("an address that is none ends a program in a sentence, which leaves out what may be secret", async () => {
    const { code, stderr } = await sealbook(["--version"], {
      env: { HTTPS_PROXY: "ftp://user:hidden@proxy.example.org" },
    });
    assert.equal(code, 2);
    assert.match(stderr, /^HTTPS_PROXY: write the proxy as http:/);
    assert.ok(!stderr.includes("hidden"));
    assert.equal((await sealbook(["--version"], { env: { HTTPS_PROXY: "http://proxy.example.org:3128" } })).code, 0);
  });
});
