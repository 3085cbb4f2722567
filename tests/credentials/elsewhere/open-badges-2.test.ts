/** Open Badges 2.0: nothing is said before its host was asked, and what the host says is held against what came. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { concat, utf8 } from "#lib/core/text/bytes.ts";
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import { elsewhereVerdict } from "#lib/credentials/elsewhere/words.ts";
import { assertion, badgeHost, ecKeys, HOST, type Json, jws, pemOf, rsaKeys } from "./makers.ts";

const waysOf = (host: Record<string, Json>) => ({
  get: async (address: string) => {
    const found = host[address];
    return typeof found === "string" ? found : JSON.stringify(found);
  },
});
const check = (given: Json, host?: Record<string, Json>) =>
  checkElsewhere(
    typeof given === "string" ? utf8(given) : given instanceof Uint8Array ? given : utf8(JSON.stringify(given)),
    {
      ways: host && waysOf(host),
    },
  );
const verdict = async (given: Json, host?: Record<string, Json>) =>
  elsewhereVerdict((await check(given, host))?.steps ?? []);
const without = (host: Record<string, Json>, name: string) => ({ ...host, [`${HOST}/${name}`]: undefined });

describe("a hosted badge", () => {
  const host = badgeHost();

  it("is not checked in anything before its host is asked", async () => {
    const found = await check(assertion());
    assert.equal(found?.system, "open_badges_2");
    assert.deepEqual(found?.steps[0], {
      name: "content",
      status: "unchecked",
      reason: "host_not_asked",
      found: "badges.example",
    });
    assert.deepEqual(found?.asked, []);
  });

  it("holds where the host that its issuer calls its own has the same, in whatever order", async () => {
    const { type, id, ...rest } = assertion();
    for (const given of [assertion(), { ...rest, id, type }, pngOf("openbadges", `${HOST}/assertions/1`)]) {
      const found = await check(given, host);
      assert.equal(elsewhereVerdict(found?.steps ?? []), "holds", JSON.stringify(found));
      assert.deepEqual(
        [found?.states.title, found?.states.issuer, found?.asked],
        ["Robotics 机器人", "示例学校", ["badges.example"]],
      );
    }
  });

  it("is over where its date says so, and is not said to hold where its date cannot be read", async () => {
    const dated = async (expires: Json) => {
      const given = assertion({ expires });
      return await verdict(given, { ...host, [`${HOST}/assertions/1`]: given });
    };
    assert.equal(await dated("2020-01-01T00:00:00+08:00"), "out_of_time");
    for (const expires of ["31/12/2020", "the end of term", 1_577_836_800])
      assert.equal(await dated(expires), "partly");
    assert.equal(await dated("2999-12-31"), "holds");
  });

  it("does not where the host has another, a foreign host has it, or it was revoked", async () => {
    assert.equal(await verdict(assertion({ issuedOn: "2023-01-01T00:00:00Z" }), host), "altered");
    const id = "https://elsewhere.example/1";
    const foreign = assertion({ id });
    assert.equal(await verdict(foreign, { ...host, [id]: foreign }), "wrong_issuer");
    const gone = { ...host, [`${HOST}/assertions/1`]: { id: `${HOST}/assertions/1`, revoked: true } };
    assert.equal(await verdict(assertion(), gone), "revoked");
    assert.equal(
      await verdict(assertion({ expires: "2020-01-01T00:00:00Z" }), {
        ...host,
        [`${HOST}/assertions/1`]: assertion({ expires: "2020-01-01T00:00:00Z" }),
      }),
      "out_of_time",
    );
  });

  it("could not be checked where anything of it is not had, and never asks anything but https", async () => {
    assert.equal(await verdict(assertion(), without(host, "assertions/1")), "unchecked");
    assert.equal(await verdict(assertion(), without(host, "issuer.json")), "partly");
    for (const id of [
      "http://badges.example/1",
      "file:///etc/passwd",
      "urn:uuid:1",
      "https://a:b@badges.example/",
      7,
      undefined,
    ]) {
      const found = await check(assertion({ id }), host);
      assert.deepEqual([found?.asked, found?.steps[0]?.status], [[], "unchecked"], String(id));
    }
    assert.equal(
      await verdict(assertion(), { ...host, [`${HOST}/assertions/1`]: `${"[".repeat(9_999)}` }),
      "unchecked",
    );
  });

  it("stops asking after a few, however its answers lead on", async () => {
    const asked: string[] = [];
    const get = async (address: string) => {
      asked.push(address);
      return JSON.stringify({
        ...assertion(),
        badge: `${HOST}/${asked.length}`,
        issuer: `${HOST}/${asked.length}`,
        id: address,
      });
    };
    await checkElsewhere(utf8(JSON.stringify(assertion())), { ways: { get } });
    assert.ok(asked.length <= 6);
  });
});

describe("a signed badge", () => {
  const keys = [rsaKeys(), ecKeys()];
  const signed = assertion({ verification: { type: "SignedBadge", creator: `${HOST}/key.json` } });

  it("holds by RS256 and ES256 with the key that its issuer publishes, alone or in a picture", async () => {
    for (const { privateKey, publicKey } of keys) {
      const token = jws(signed, privateKey);
      const host = badgeHost(pemOf(publicKey));
      assert.deepEqual((await check(token))?.steps, [
        { name: "content", status: "unchecked", reason: "key_not_asked", found: `${HOST}/key.json` },
      ]);
      for (const given of [token, pngOf("openbadges", token), svgOf(token)])
        assert.equal(await verdict(given, host), "holds");
      // Version 1 had the key itself at its address.
      assert.equal(await verdict(token, { ...host, [`${HOST}/key.json`]: pemOf(publicKey) }), "holds");
      const revoked = { ...host, [`${HOST}/revoked.json`]: { revokedAssertions: [{ id: signed.id }] } };
      assert.equal(await verdict(token, revoked), "revoked");
      assert.equal(await verdict(token, without(host, "revoked.json")), "partly");
    }
  });

  it("does not by another key, another content, another owner, or an algorithm that is none", async () => {
    const [rsa, ec] = keys;
    assert.ok(rsa && ec);
    const host = badgeHost(pemOf(rsa.publicKey));
    const token = jws(signed, rsa.privateKey);
    const [head, , signature] = token.split(".");
    const body = Buffer.from(JSON.stringify({ ...signed, issuedOn: "2020-01-01T00:00:00Z" })).toString("base64url");
    assert.equal(await verdict(`${head}.${body}.${signature}`, host), "altered");
    assert.equal(await verdict(jws(signed, rsaKeys().privateKey), host), "altered");
    assert.equal(await verdict(jws(signed, ec.privateKey), host), "unchecked");
    for (const header of [{ alg: "none" }, { alg: "HS256" }, { crit: ["b64"], b64: false }])
      assert.equal(await verdict(jws(signed, rsa.privateKey, header), host), "unchecked", JSON.stringify(header));
    const weak = rsaKeys(1024);
    assert.equal(await verdict(jws(signed, weak.privateKey), badgeHost(pemOf(weak.publicKey))), "unchecked");
    const stolen = {
      ...host,
      [`${HOST}/key.json`]: { ...host[`${HOST}/key.json`], owner: "https://other.example/issuer.json" },
    };
    assert.equal(await verdict(token, stolen), "wrong_issuer");
    const unlisted = {
      ...host,
      [`${HOST}/issuer.json`]: { ...host[`${HOST}/issuer.json`], publicKey: `${HOST}/old.json` },
    };
    assert.equal(await verdict(token, unlisted), "wrong_issuer");
  });
});

const BLANK = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** As bakeries of version 2 write it: iTXt of their keyword behind the header. */
function pngOf(keyword: string, text: string): Uint8Array {
  const data = concat(utf8(keyword), new Uint8Array(5), utf8(text));
  const named = concat(utf8("iTXt"), data);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  let crc = 0xffffffff;
  for (const byte of named) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  check.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return concat(BLANK.subarray(0, 33), length, named, check, BLANK.subarray(33));
}

/** Baking specification of version 2: `openbadges:assertion` with the token in its attribute. */
const svgOf = (token: string) =>
  utf8(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="${token}"></openbadges:assertion><path/></svg>`,
  );
