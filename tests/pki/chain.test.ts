/** Whose certificates lead to an authority that a reader named, and whose only look as if. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCertificate } from "#lib/pki/certificate.ts";
import { leadsToAnchor } from "#lib/pki/chain.ts";
import { encodeDer, TAG } from "#lib/pki/der.ts";
import { OID } from "#lib/pki/oids.ts";
import {
  AUTHORITY,
  basicConstraints,
  extension,
  forge,
  keyUsage,
  newKey,
  purposes,
  STAMPS,
} from "./forged-certificates.ts";

const AT = new Date("2030-01-01T00:00:00Z");
const EMPTY = encodeDer(TAG.sequence);
const NAME_CONSTRAINTS = "2.5.29.30";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

const [rootKey, subKey, leafKey] = [newKey(), newKey(), newKey()];
type Changes = Partial<Parameters<typeof forge>[0]>;
const rootWith = (changes: Changes = {}) =>
  forge({ subject: "Root", key: rootKey, issuer: "Root", by: rootKey, extensions: AUTHORITY, ...changes });
const subWith = (changes: Changes = {}) =>
  forge({ subject: "Sub", key: subKey, issuer: "Root", by: rootKey, extensions: AUTHORITY, ...changes });
const leafWith = (changes: Changes = {}) =>
  forge({ subject: "Stamps", key: leafKey, issuer: "Sub", by: subKey, extensions: STAMPS, ...changes });

async function leads(
  leaf: Uint8Array,
  helpers: Uint8Array[],
  { anchors = [rootWith()], purpose = OID.timeStamping as string } = {},
): Promise<boolean> {
  const read = (ders: Uint8Array[]) => ders.flatMap((der) => readCertificate(der) ?? []);
  const certificate = readCertificate(leaf);
  if (!certificate) return false;
  const given = { certificate, helpers: read(helpers), anchors: read(anchors), time: AT, purpose };
  return (await leadsToAnchor(given)) === "trusted";
}

/** `length` authorities one below the other, and a certificate issued by the last. */
function line(length: number): { leaf: Uint8Array; helpers: Uint8Array[] } {
  const helpers: Uint8Array[] = [];
  let [issuer, by] = ["Root", rootKey];
  for (let place = 1; place <= length; place++) {
    const key = newKey();
    helpers.push(forge({ subject: `Sub ${place}`, key, issuer, by, extensions: AUTHORITY }));
    [issuer, by] = [`Sub ${place}`, key];
  }
  return { leaf: leafWith({ issuer, by }), helpers };
}

describe("certificates of timestamps", () => {
  it("an honest line leads to the authority, with up to six others in between", async () => {
    assert.ok(await leads(leafWith(), [subWith()]));
    assert.ok(await leads(leafWith(), [subWith({ extensions: [...AUTHORITY, purposes(OID.anyExtendedKeyUsage)] })]));
    assert.ok(await leads(leafWith(), [subWith({ extensions: [basicConstraints(true, 0), keyUsage(0x06)] })]));
    for (const [length, expected] of [
      [6, true],
      [7, false],
    ] as const) {
      const { leaf, helpers } = line(length);
      assert.equal(await leads(leaf, helpers), expected, `${length} in between`);
    }
  });

  it("the purpose that is asked for is the one that every authority on the way has to allow", async () => {
    const servers = subWith({ extensions: [...AUTHORITY, purposes(SERVER_AUTH)] });
    assert.equal(await leads(leafWith(), [servers]), false);
    assert.equal(await leads(leafWith(), [servers], { purpose: SERVER_AUTH }), true);
    const stamps = subWith({ extensions: [...AUTHORITY, purposes(OID.timeStamping)] });
    assert.equal(await leads(leafWith(), [stamps], { purpose: SERVER_AUTH }), false);
  });

  const refusedSubs: [string, Changes][] = [
    ["says nothing about being one", { extensions: [keyUsage(0x06)] }],
    ["says that it is none", { extensions: [basicConstraints(false), keyUsage(0x06)] }],
    ["may not sign certificates", { extensions: [basicConstraints(true), keyUsage(0x80)] }],
    ["is for web servers alone", { extensions: [...AUTHORITY, purposes(SERVER_AUTH)] }],
    [
      "is bound to names that are not looked at",
      { extensions: [...AUTHORITY, extension(NAME_CONSTRAINTS, EMPTY, false)] },
    ],
    ["has a critical extension that nobody knows", { extensions: [...AUTHORITY, extension("1.2.3.4", EMPTY)] }],
    ["was signed over SHA-1", { hash: "sha1" }],
    ["states another algorithm than it was signed with", { hash: "sha1", statedHash: "sha256" }],
    ["had ended", { until: "20250101000000Z" }],
    ["is of a version without extensions", { version: 1, extensions: [] }],
    ["has an extension twice", { extensions: [...AUTHORITY, ...AUTHORITY] }],
    ["was signed by another key under the authority's name", { by: newKey() }],
  ];
  for (const [what, changes] of refusedSubs) {
    it(`an authority in between that ${what} vouches for nobody`, async () => {
      assert.equal(await leads(leafWith(), [subWith(changes)]), false);
    });
  }

  it("what a named authority may not do does not become allowed by naming it", async () => {
    const anchors: Changes[] = [
      { extensions: [basicConstraints(true, 0), keyUsage(0x06)] },
      { extensions: [...AUTHORITY, extension(NAME_CONSTRAINTS, EMPTY)] },
      { until: "20250101000000Z" },
    ];
    for (const changes of anchors)
      assert.equal(await leads(leafWith(), [subWith()], { anchors: [rootWith(changes)] }), false);
  });

  it("a certificate for timestamps issues none, and one in an authority's name without its key is a stranger's", async () => {
    const below = forge({ subject: "Below", key: subKey, issuer: "Stamps", by: leafKey, extensions: STAMPS });
    const direct = leafWith({ issuer: "Root", by: rootKey });
    assert.deepEqual([await leads(direct, []), await leads(below, [direct])], [true, false]);
    const impostor = forge({ subject: "Root", key: subKey, issuer: "Root", by: subKey, extensions: AUTHORITY });
    assert.equal(await leads(leafWith({ issuer: "Root" }), [impostor]), false);
    assert.equal(await leads(leafWith({ hash: "sha1" }), [subWith()]), false);
  });

  it("certificates that vouch for one another in circles end, soon", async () => {
    const circle = Array.from({ length: 16 }, () => subWith({ issuer: "Sub", by: subKey }));
    const started = performance.now();
    assert.equal(await leads(leafWith(), circle), false);
    assert.ok(performance.now() - started < 20_000);
  });
});
