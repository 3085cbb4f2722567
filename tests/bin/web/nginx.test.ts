/** The handbook's nginx, in front of the product's own server: files of any size, whole and in parts, and who sends them. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { endpoint, rawEndpoint } from "#lib/gate/endpoint.ts";
import { nginxAbsent, startNginx } from "#tests/support/nginx.ts";
import { freePort } from "../start/launch.ts";
import { closeServers, send, standInApi, start } from "./web-stand-in.ts";

const absent = nginxAbsent();
if (absent) console.log(absent);

/** The configuration as it is printed, with a port of ours and without TLS. */
function fromHandbook({ port, upstream }: { port: number; upstream: number }): string {
  const [, text = ""] = /```nginx\n([\s\S]*?)```/.exec(readFileSync("docs/handbook.md", "utf8")) ?? [];
  assert.match(text, /listen 443 ssl;/);
  return text
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port};`)
    .replace(/^\s*ssl_certificate.*$/gm, "")
    .replace("127.0.0.1:3000", `127.0.0.1:${upstream}`);
}

test("behind the nginx of the handbook large files arrive, and callers are told apart", { skip: absent }, async () => {
  const open = { auth: "public", limit: "none", logged: false } as const;
  const who = endpoint({ ...open, method: "GET", path: "/api/v1/who" }, ({ request }) => ({
    body: { address: request.headers["x-sealbook-address"], host: request.headers.host },
  }));
  const upload = rawEndpoint({ ...open, method: "PUT", path: "/api/v1/uploads", query: "any" }, async ({ request }) => {
    let bytes = 0;
    request.askForBody();
    for await (const chunk of request.incoming) bytes += chunk.length;
    return { payload: `upload ${bytes}` };
  });
  const { port: upstream, seen } = await start({
    trustedProxies: 1,
    publicOrigin: "https://evidence.example.org",
    api: standInApi([who, upload]),
  });
  const port = await freePort();
  const nginx = await startNginx({ server: fromHandbook({ port, upstream }), port });
  try {
    const body = new Uint8Array(randomBytes(5 * 1024 ** 2));
    assert.equal((await send(port, "/api/v1/uploads", { method: "PUT", body })).body, `upload ${body.length}`);
    const claimed = { host: "evidence.example.org", "x-forwarded-for": "9.9.9.9" };
    const told = JSON.parse((await send(port, "/api/v1/who", { headers: claimed })).body);
    assert.deepEqual(told, { address: "127.0.0.1", host: "evidence.example.org" });
    const form = { "content-type": "multipart/form-data; boundary=x", origin: "https://evidence.example.org" };
    const posted = await send(port, "/sign-in", {
      method: "POST",
      headers: { ...claimed, ...form },
      body: new Uint8Array(3),
    });
    assert.equal(posted.body, "page");
    assert.equal(seen.length, 1);
  } finally {
    await nginx.stop();
    await closeServers();
  }
});
