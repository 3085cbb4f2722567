/** A timestamp is taken from a real authority (`openssl ts`) only when every check of it holds. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { requestTimestamp } from "#lib/infra/tsa/request-timestamp.ts";
import { checkTimestampToken } from "#lib/rfc3161/token.ts";
import { OPENSSL_MISSING, startTsa, type TsaFault } from "#tests/support/tsa.ts";

const TEXT = "example.org/ledger/main\n1\nAAAA\n";
type Tsa = Awaited<ReturnType<typeof startTsa>>;

describe("a timestamp", { skip: OPENSSL_MISSING }, () => {
  let tsa: Tsa;
  let stranger: Tsa;
  const running: Tsa[] = [];
  const start = async (options: Parameters<typeof startTsa>[0] = {}) => {
    const started = await startTsa(options);
    running.push(started);
    return started;
  };

  before(async () => {
    tsa = await start();
    stranger = await start({ name: "Somebody else" });
  });
  after(async () => {
    for (const each of running) await each.stop();
  });

  const ask = ({ url = tsa.url, anchors = [tsa.tsa.ca], timeoutMs = 5_000, policy = "" } = {}) =>
    requestTimestamp({ authority: { url, anchors, timeoutMs, ...(policy ? { policy } : {}) }, text: TEXT });
  const failure = async (options?: Parameters<typeof ask>[0]) => {
    const outcome = await ask(options);
    assert.ok("failed" in outcome);
    return outcome.failed;
  };

  it("is a token over the text's SHA-256, of this moment", async () => {
    const outcome = await ask();
    assert.ok("token" in outcome, JSON.stringify(outcome));
    assert.ok(Math.abs(outcome.time.getTime() - Date.now()) < 5_000);
    const { token } = outcome;
    const checked = await checkTimestampToken({ token, imprint: sha256(utf8(TEXT)), authorities: [tsa.tsa.ca] });
    assert.equal(checked.status, "ok");
    assert.notDeepEqual(await ask(), outcome, "each request has a nonce of its own");
  });

  it("is asked for under the policy that is configured", async () => {
    assert.ok("token" in (await ask({ policy: "1.2.3.4.5" })));
    assert.equal(await failure({ policy: "1.2.3.4.9" }), "status_rejected");
  });

  const FAULTS: [TsaFault, string][] = [
    ["down", "unreachable"],
    ["replay", "nonce_mismatch"],
    ["rejects", "status_rejected"],
    ["garbage", "response_malformed"],
    ["other-digest", "imprint_mismatch"],
    ["redirect", "redirected"],
    ["huge", "too_large"],
  ];
  for (const [fault, expected] of FAULTS) {
    it(`is refused from an authority with the fault "${fault}"`, async () => {
      assert.ok("token" in (await ask()), "there is something to replay");
      tsa.setFault(fault);
      try {
        assert.equal(await failure(), expected);
      } finally {
        tsa.setFault(undefined);
      }
      assert.ok("token" in (await ask()));
    });
  }

  it("is not waited for longer than configured, nor once nobody waits", async () => {
    tsa.setFault("slow");
    try {
      const started = performance.now();
      assert.equal(await failure({ timeoutMs: 200 }), "timeout");
      const stopping = new AbortController();
      setTimeout(() => stopping.abort(), 100);
      const authority = { url: tsa.url, anchors: [tsa.tsa.ca], timeoutMs: 60_000 };
      assert.ok("failed" in (await requestTimestamp({ authority, text: TEXT, signal: stopping.signal })));
      assert.ok(performance.now() - started < 30_000);
    } finally {
      tsa.setFault(undefined);
    }
  });

  it("is refused when nobody listens, and from an address that is no time-stamping authority", async () => {
    const gone = await startTsa();
    await gone.stop();
    assert.equal(await failure({ url: gone.url }), "unreachable");
    const answers: [number, string, string][] = [
      [404, "text/plain", "status"],
      [200, "text/html; charset=utf-8", "media_type"],
      [200, "application/timestamp-reply; charset=binary", "response_malformed"],
      [204, "application/timestamp-reply", "status"],
    ];
    for (const [status, type, expected] of answers) {
      const server = createServer((_, response) => void response.writeHead(status, { "content-type": type }).end());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      assert.equal(await failure({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }), expected);
      server.closeAllConnections();
      server.close();
    }
  });

  it("is refused from an authority that is not trusted, for another purpose, or out of date", async () => {
    assert.equal(await failure({ url: stranger.url }), "authority_untrusted");
    assert.equal(await failure({ anchors: [] }), "authority_untrusted");
    for (const [kind, expected] of [
      ["wrong-purpose", "wrong_purpose"],
      ["uncritical-purpose", "wrong_purpose"],
      ["expired", "certificate_expired"],
    ] as const) {
      const { url, tsa: own } = await start({ kind });
      assert.equal(await failure({ url, anchors: [own.ca] }), expected, kind);
    }
  });
});
