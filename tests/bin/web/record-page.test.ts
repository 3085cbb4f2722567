/** One rendering of a record's page serves many strangers: each gets their own id and nonce, and everybody else the handler's answer. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { SharedRecord } from "#lib/features/evidence/receipts/types.ts";
import { answerMissing, receiptMark } from "#lib/gate/page-request.ts";
import { SESSION_COOKIE_NAME } from "#lib/gate/session-cookie.ts";
import type { Handler } from "../../../bin/web/handler.ts";
import { withRecordPage } from "../../../bin/web/record-page.ts";
import { type Answer, closeServers, send, start } from "./web-stand-in.ts";

const idOf = (at: number): string => `0190a5b2-7c3d-7e4f-8a5b-${at.toString(16).padStart(12, "0")}`;
const NONCE = /'nonce-([^']+)'/;
const STALE_MS = 1_100;

interface Asked {
  id: string;
  nonce: string;
  language: string;
  receipt: string;
  cookie?: string | undefined;
}

/** As the framework's: what is a visitor's own in the middle of text of several bytes a character, more than once. */
const pageOf = ({ id, nonce, language, receipt }: Asked, says: string): string =>
  `<html lang="${language}">印证 <b>${id}</b><script nonce="${nonce}">"${id}${id}证${receipt}"</script>${says}<i nonce="${nonce}">证${id}`;

describe("the public page of a record", () => {
  let port: number;
  let rendered: Asked[];
  let says: string;
  let handler: Handler;
  let shared: (id: string) => Promise<SharedRecord>;

  beforeEach(async () => {
    rendered = [];
    says = "one";
    shared = async () => ({ access: "public" });
    handler = async (request, response) => {
      const [, id = ""] = /^\/v\/([^?]+)/.exec(request.url ?? "") ?? [];
      const [, nonce = ""] = NONCE.exec(String(request.headers["content-security-policy"])) ?? [];
      const { "accept-language": language, cookie } = request.headers;
      const asked = { id, nonce, receipt: receiptMark() ?? "", language: String(language), cookie };
      rendered.push(asked);
      // As the page does: nobody has the record of the stand-in.
      if (!id.startsWith("0190")) answerMissing();
      response.setHeader("Vary", "rsc, Accept-Encoding");
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", link: `</a.css>; nonce="${nonce}"` });
      const page = Buffer.from(pageOf(asked, says));
      response.write(page.subarray(0, 17));
      response.end(page.subarray(17));
    };
    ({ port } = await start({
      handlePage: withRecordPage(
        (...given) => handler(...given),
        (id) => shared(id),
      ),
    }));
  });
  afterEach(closeServers);

  const ask = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> =>
    send(port, path, { method, headers: { "accept-language": "en", ...headers } });
  const nonceOf = ({ headers }: Answer): string =>
    NONCE.exec(String(headers["content-security-policy"]))?.[1] ?? "none";

  it("is rendered once for many who come at once, and each has their own id, its receipt and their own answer's nonce in it", async () => {
    const receiptOf = (id: string): string =>
      Buffer.from(id.repeat(1 + (Number.parseInt(id.slice(-2), 16) % 7))).toString("base64");
    shared = async (id) => ({ access: "public", receipt: receiptOf(id) });
    const ids = Array.from({ length: 40 }, (_, at) => idOf(at));
    const answers = await Promise.all(ids.map((id) => ask(`/v/${id}`)));
    assert.equal(rendered.length, 1);
    for (const [at, answer] of answers.entries()) {
      const asked = { id: ids[at] ?? "", nonce: nonceOf(answer), language: "en", receipt: receiptOf(ids[at] ?? "") };
      assert.equal(answer.body, pageOf(asked, "one"));
      assert.equal(answer.headers.link, `</a.css>; nonce="${asked.nonce}"`);
      assert.equal(answer.headers.vary, "rsc, Accept-Encoding");
      assert.equal(answer.headers["content-length"], String(Buffer.byteLength(answer.body)));
      assert.equal(answer.headers["x-content-type-options"], "nosniff");
    }
    assert.equal(new Set(answers.map(nonceOf)).size, ids.length);
    assert.ok(!ids.includes(rendered[0]?.id ?? ""));
  });

  it("is a second old at most", async () => {
    const path = `/v/${idOf(1)}`;
    await ask(path);
    says = "two";
    await sleep(STALE_MS);
    assert.match((await ask(path)).body, /two/);
    assert.equal(rendered.length, 2);
  });

  it("is in the reader's language: the one chosen, else the browser's", async () => {
    const path = `/v/${idOf(1)}`;
    const language = async (headers: Record<string, string>) =>
      /lang="([^"]+)"/.exec((await ask(path, headers)).body)?.[1];
    assert.equal(await language({}), "en");
    assert.equal(await language({ "accept-language": "zh-TW,en;q=0.5" }), "zh-CN");
    assert.equal(await language({ cookie: "a=b; locale=zh-CN" }), "zh-CN");
    assert.equal(await language({ cookie: "locale=en", "accept-language": "zh" }), "en");
    assert.equal(rendered.length, 2);
  });

  it("is rendered in the reader's theme: of each that there is once, and of no other that a cookie may name", async () => {
    const themes = ["system", "light", "dark"];
    for (const theme of [...themes, "dark", "neon", "__proto__", "dark%3B"])
      await ask(`/v/${idOf(1)}`, { cookie: `a=b; theme=${theme}` });
    await ask(`/v/${idOf(1)}`);
    assert.deepEqual(
      rendered.map(({ cookie }) => cookie),
      themes.map((theme) => `theme=${theme}`),
    );
  });

  it("is sent compressed to who can read that, and says so once", async () => {
    says = "long ".repeat(4_000);
    const { headers, text } = await fetch(`http://127.0.0.1:${port}/v/${idOf(1)}`).then(async (answer) => ({
      headers: answer.headers,
      text: await answer.text(),
    }));
    assert.deepEqual([headers.get("content-encoding"), headers.get("vary")], ["gzip", "rsc, Accept-Encoding"]);
    const nonce = NONCE.exec(headers.get("content-security-policy") ?? "")?.[1] ?? "none";
    assert.equal(text, pageOf({ id: idOf(1), nonce, language: "en", receipt: "" }, says));
  });

  it("is a 404 from the moment on that nobody may see the record, and else none, whoever came first", async () => {
    const path = `/v/${idOf(1)}`;
    shared = async (id) => ({ access: id === idOf(2) ? "absent" : "public" });
    assert.equal((await ask(path)).status, 200);
    const absent = await ask(`/v/${idOf(2)}`);
    assert.deepEqual([absent.status, absent.body.includes(idOf(2))], [404, true]);
    shared = async () => ({ access: "absent" });
    assert.equal((await ask(path)).status, 404);
    shared = async () => ({ access: "public" });
    assert.equal((await ask(path)).status, 200);
    assert.equal(rendered.length, 1);
    shared = async () => Promise.reject(new Error("no database"));
    await ask(path);
    assert.equal(rendered.at(-1)?.id, idOf(1), "the handler says what is wrong");
  });

  it("has a head alone for HEAD", async () => {
    const { status, body, headers } = await ask(`/v/${idOf(1)}`, {}, "HEAD");
    assert.deepEqual([status, body, headers["content-type"]], [200, "", "text/html; charset=utf-8"]);
  });

  it("is the handler's for who may be signed in, has a link, asks for a part, or gives what is no id", async () => {
    const id = idOf(1);
    const cases: [string, Record<string, string>?, string?][] = [
      [`/v/${id}`, { cookie: `locale=en; ${SESSION_COOKIE_NAME}=x` }],
      [`/v/${id}`, { authorization: "Bearer x" }],
      [`/v/${id}`, { rsc: "1" }],
      [`/v/${id}`, { "next-action": "x" }, "POST"],
      ...["?link=x", "?", "/", "/x"].map((rest): [string] => [`/v/${id}${rest}`]),
      ...[id.toUpperCase(), id.slice(1), id.replace("-7e4f", "-4e4f"), "x"].map((other): [string] => [`/v/${other}`]),
    ];
    for (const [path, headers, method] of cases) {
      rendered = [];
      const answer = await ask(path, headers, method);
      assert.deepEqual([rendered.length, rendered[0]?.nonce], [1, nonceOf(answer)], `${method} ${path}`);
    }
  });

  it("is the handler's when it cannot be rendered, and from the template again a second later", async () => {
    const whole = handler;
    const failing: Handler[] = [
      async (_, response) => void response.writeHead(500).end("no database"),
      async (_, response) => void response.writeHead(200).end("a page without places"),
      async () => {
        throw new Error("nothing at all");
      },
      async (_, response) => void response.destroy(),
    ];
    for (const one of failing) {
      handler = async (request, response) => {
        const isVisitor = request.headers["accept-language"] === "en-GB";
        await (isVisitor ? whole : one)(request, response);
      };
      const { body } = await ask(`/v/${idOf(1)}`, { "accept-language": "en-GB" });
      assert.match(body, new RegExp(idOf(1)));
      assert.equal(rendered.at(-1)?.id, idOf(1));
      await sleep(STALE_MS);
    }
    handler = whole;
    await ask(`/v/${idOf(1)}`);
    assert.notEqual(rendered.at(-1)?.id, idOf(1));
  });
});
