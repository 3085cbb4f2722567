/** Whom the command line asks about another system's certificate: over TLS, nobody of a network of its own, and never where an answer leads on to. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Ways } from "#lib/credentials/elsewhere/asker.ts";
import { testFolder } from "#tests/support/environment.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";

const HOST = "https://badges.example.org";
const ANSWERS: Record<string, [number, string]> = {
  "/here": [200, "{}"],
  "/moved": [302, "{}"],
  "/gone": [410, '{"revoked":true}'],
  "/absent": [404, "{}"],
};

describe("the ways of the command line", { skip: OPENSSL_MISSING }, () => {
  const servers: Server[] = [];
  /** What the issuer's host was asked for, and what the proxy. */
  const asked: string[] = [];
  const tunnels: string[] = [];
  let network: Ways;

  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };

  before(async () => {
    const folder = join(testFolder, "ways");
    mkdirSync(folder, { recursive: true });
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-x509"];
    const names = ["-subj", "/CN=badges.example.org", "-addext", "subjectAltName=DNS:badges.example.org"];
    const files = ["-keyout", "server.key", "-out", "server.pem"];
    execFileSync("openssl", ["req", ...key, ...names, ...files], { cwd: folder, stdio: "pipe" });
    const [privateKey, cert] = ["server.key", "server.pem"].map((name) => readFileSync(join(folder, name), "utf8"));
    setDefaultCACertificates([...getCACertificates(), cert ?? ""]);
    const issuer = createTlsServer({ key: privateKey ?? "", cert: cert ?? "" }, ({ url = "" }, response) => {
      asked.push(url);
      const [status, body] = ANSWERS[url] ?? [200, "led on"];
      response.writeHead(status, status === 302 ? { location: "/secret" } : {}).end(body);
    });
    const port = await listen(issuer as unknown as Server);
    // The world outside is behind a proxy, so that a name outside can be answered by this machine.
    const proxy = createServer().on("connect", ({ url = "" }, socket) => {
      tunnels.push(url);
      const way = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        way.pipe(socket).pipe(way);
      });
      for (const end of [way, socket]) end.on("error", () => end.destroy());
    });
    process.env.HTTPS_PROXY = `http://127.0.0.1:${await listen(proxy)}`;
    network = (await import("../../../bin/commands/ways.ts")).NETWORK;
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  it("take what a host answers, and its word that an assertion was revoked", async () => {
    assert.equal(await network.get(`${HOST}/here`), "{}");
    assert.equal(await network.get(`${HOST}/gone`), '{"revoked":true}');
    assert.equal(await network.get(`${HOST}/absent`), undefined);
  });

  it("follow no redirection: what is asked is the address that was named", async () => {
    asked.length = 0;
    assert.equal(await network.get(`${HOST}/moved`), undefined);
    assert.deepEqual(asked, ["/moved"]);
  });

  it("lead to nobody inside and to nobody without TLS", async () => {
    [asked.length, tunnels.length] = [0, 0];
    const inside = ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:192.168.0.1]", "2130706433"];
    for (const host of inside) await assert.rejects(network.get(`https://${host}/here`), /is not asked: inside/, host);
    await assert.rejects(network.get(`http://badges.example.org/here`), /no TLS/);
    assert.deepEqual([asked, tunnels], [[], []]);
  });
});
