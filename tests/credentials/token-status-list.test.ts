/** Token status lists: two bits an entry that never run into the neighbour's, read back before they are signed, checked like the others. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateSync } from "node:zlib";
import { p256 } from "@noble/curves/nist.js";
import { getListFromStatusListJWT } from "@sd-jwt/jwt-status-list";
import fc from "fast-check";
import { toBase64Url } from "#lib/credentials/base64url.ts";
import { es256Signer } from "#lib/credentials/es256.ts";
import { signTokenStatusList } from "#lib/credentials/sign-token-status-list.ts";
import { checkTokenStatusList, TOKEN_STATUSES, type TokenStatus } from "#lib/credentials/token-status-list.ts";
import { ISSUER } from "./certificate-fixture.ts";

const ENTRIES = 131_072;
const KID = `${ISSUER}#wallet-1`;
const ADDRESS = "https://example.org:8443/issuers/school/token-status/1";
const secret = new Uint8Array(32).fill(6);
const point = p256.getPublicKey(secret);
const signer = { kid: KID, sign: es256Signer(secret) };
const times = { issuedAt: "2026-11-29T17:55:03.000Z", expiresAt: "2026-11-30T17:55:03.000Z" };

function valuesOf(entries: number, statuses: Iterable<readonly [index: number, status: TokenStatus]>): Uint8Array {
  const values = new Uint8Array(entries);
  for (const [index, status] of statuses) values[index] = TOKEN_STATUSES.indexOf(status);
  return values;
}

const values = valuesOf(ENTRIES, [
  [0, "revoked"],
  [1, "superseded"],
  [2, "suspended"],
  [ENTRIES - 1, "superseded"],
]);
const jwt = await signTokenStatusList({ address: ADDRESS, values, ...times, signer });
const asked = {
  keyOf: (kid: string) => (kid === KID ? point : undefined),
  issuer: ISSUER,
  address: ADDRESS,
  now: new Date("2026-11-30T00:00:00Z"),
};
const INDEXES = [0, 1, 2, 3, ENTRIES - 1, ENTRIES, -1, 0.5];

async function look(given: string, changes: Partial<typeof asked> = {}): Promise<string> {
  const found = await checkTokenStatusList({ ...asked, jwt: given, ...changes });
  return found.ok ? INDEXES.map((index) => found.valueAt(index) ?? "-").join("") : found.failure;
}

async function made(change: { header?: object; payload?: object; lst?: Uint8Array }): Promise<string> {
  const [head = "", body = ""] = jwt.split(".");
  const parse = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  const payload = { ...parse(body), ...change.payload };
  if (change.lst) payload.status_list = { bits: 2, lst: toBase64Url(change.lst) };
  const parts = [{ ...parse(head), ...change.header }, payload].map((part) =>
    toBase64Url(Buffer.from(JSON.stringify(part))),
  );
  const data = parts.join(".");
  return `${data}.${toBase64Url(await signer.sign(Buffer.from(data)))}`;
}

describe("a token status list", () => {
  it("says of each entry what it is, and of others nothing", async () => assert.equal(await look(jwt), "13203---"));

  it("says the same to the library's reader, whatever is in it", async () => {
    const entry = fc.tuple(fc.nat(999), fc.constantFrom(...TOKEN_STATUSES));
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 50 }), async (given) => {
        const set = new Map(given);
        const own = valuesOf(1_000, set);
        const text = await signTokenStatusList({ address: ADDRESS, values: own, ...times, signer });
        const found = await checkTokenStatusList({ ...asked, jwt: text });
        assert.ok(found.ok);
        const library = getListFromStatusListJWT(text);
        for (let index = 0; index < 1_000; index++) {
          assert.equal(found.valueAt(index), TOKEN_STATUSES.indexOf(set.get(index) ?? "valid"));
          assert.equal(library.getStatus(index), found.valueAt(index));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("takes no value that would run into the neighbour's entry", async () => {
    for (const value of [4, 255]) {
      const bad = { address: ADDRESS, values: Uint8Array.of(0, value), ...times, signer };
      await assert.rejects(signTokenStatusList(bad), RangeError);
    }
  });

  it("of another issuer or address, over, under another key, or changed is not believed", async () => {
    assert.equal(await look(jwt, { issuer: "did:web:example.com" }), "foreign");
    assert.equal(await look(jwt, { address: `${ADDRESS}0` }), "foreign");
    assert.equal(await look(jwt, { now: new Date(times.expiresAt) }), "stale");
    assert.equal(await look(jwt, { now: new Date("2026-11-29T00:00:00Z") }), "stale");
    assert.equal(await look(jwt, { keyOf: () => undefined }), "key_unknown");
    assert.equal(await look(jwt, { keyOf: () => p256.getPublicKey(new Uint8Array(32).fill(7)) }), "unsigned");
    assert.equal(await look(jwt.replace(/.{4}$/, "AAAA")), "unsigned");
  });

  it("in another form is malformed, whoever signed it: type, algorithm, bits, packing, times", async () => {
    const bomb = deflateSync(new Uint8Array(100 * 1024 * 1024));
    const wrong = [
      await made({ header: { typ: "JWT" } }),
      await made({ header: { alg: "none" } }),
      await made({ header: { crit: ["x"] } }),
      await made({ payload: { exp: undefined } }),
      await made({ payload: { iat: "2026" } }),
      await made({ payload: { status_list: { bits: 1, lst: "" } } }),
      await made({ payload: { status_list: null } }),
      await made({ lst: new Uint8Array(10) }),
      await made({ lst: bomb }),
      ...["", "a.b", "a.b.c.d", jwt.replace(".", ".."), `${jwt}=`, "x".repeat(9_000_000)],
    ];
    for (const each of wrong) assert.equal(await look(each), "malformed", each.slice(0, 60));
  });
});
