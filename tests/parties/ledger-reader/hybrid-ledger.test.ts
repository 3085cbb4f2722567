/** A ledger that has keys of two algorithms is believed by both: whoever forges one of them leads no monitor, mirror or reader astray. */
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { formatKeyHistory, formatKeyStatement } from "#lib/core/log/key-history.ts";
import { formatNote, signatureLine } from "#lib/core/log/note.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { readFollowed } from "#lib/parties/ledger-reader/follow-keys.ts";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import { openSigned, readSigned, type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { mlDsaLine, mlDsaSigner } from "#tests/core/log/ml-dsa-signers.ts";
import { signedLine } from "#tests/core/receipt/receipt-fixture.ts";
import { clearPlace, type MirrorPlace, makePlace } from "#tests/parties/mirror/mirror-fixture.ts";
import { LEDGER, noteOf, ORIGIN, put, VKEY, writeLedger } from "#tests/parties/static-ledger.ts";
import { fails } from "./reader-fixture.ts";

const SECOND = mlDsaSigner(ORIGIN);
/** The first tree size that both sign. */
const SINCE = 11;
const ed25519 = (text: string) => signedLine(LEDGER, text);
const both = { lines: (text: string) => [ed25519(text), mlDsaLine(SECOND, text)] };
const byEd25519 = { lines: (text: string) => [ed25519(text)] };
const byMlDsa = { lines: (text: string) => [mlDsaLine(SECOND, text)] };
const policyText = [`log ${VKEY}`, `witness own ${SECOND.key.text}`, "group both all own", "quorum both", ""].join(
  "\n",
);

function history(): string {
  const first = formatKeyStatement({ origin: ORIGIN, verifierKey: VKEY, sinceSize: 0n });
  const second = formatKeyStatement({ origin: ORIGIN, verifierKey: SECOND.key.text, sinceSize: BigInt(SINCE) });
  const { name, keyId } = SECOND.key;
  const own = signatureLine({ name, keyId, signature: SECOND.signing.sign(utf8(second)) });
  return formatKeyHistory([formatNote(first, [ed25519(first)]), formatNote(second, [ed25519(second), own])]);
}

describe("a ledger with keys of two algorithms", () => {
  let place: MirrorPlace;
  let trust: string[];
  beforeEach(async () => {
    place = await makePlace();
    writeFileSync(join(place.root, "policy"), policyText);
    trust = ["--policy", join(place.root, "policy")];
    put(place.folder, "keys", history());
  });
  afterEach(() => clearPlace(place));

  const cli = async (...args: string[]) => {
    const { code, stdout, stderr } = await sealbook([...args, "--json"]);
    const said = JSON.parse(stdout.trimEnd().split("\n").at(-1) || "{}");
    return { ...said, code, failure: said.code, stderr };
  };
  const monitor = (state = "state.json") =>
    cli("monitor", "--url", place.server.url, ...trust, "--state", join(place.root, state), "--once");
  const mirror = () => cli("mirror", "--url", place.server.url, ...trust, "--dir", place.mirrored, "--once");

  it("is read by a note that each algorithm signed, any key of it, and from the size on at which there were both", async () => {
    const keys = trustLedger([VKEY, SECOND.key.text]) as TrustedLedger;
    const source = openSource(place.folder)!;
    for (const half of [byEd25519, byMlDsa]) {
      writeLedger(place.folder, 20, half);
      await fails(readSigned(source, keys), "downgraded");
    }
    writeLedger(place.folder, 20, both);
    assert.equal((await readSigned(source, keys)).size, 20n);
    const [earlier, later] = [SINCE - 1, SINCE].map((size) => noteOf({ size, root: new Uint8Array(32) }));
    const dated = { ...keys, since: new Map([[SECOND.key.text, BigInt(SINCE)]]) };
    assert.ok(!("failed" in openSigned(earlier!, dated)));
    assert.deepEqual(openSigned(later!, dated), { failed: "downgraded" });
  });

  it("is read by who named one key, also where a host refuses to say anything of others; who named both is not", async () => {
    writeLedger(place.folder, 20, both);
    place.server.lie = (path, response) => {
      if (path !== "keys") return false;
      response.writeHead(403).end();
      return true;
    };
    const source = openSource(place.server.url)!;
    const one = trustLedger([VKEY]) as TrustedLedger;
    assert.equal((await readFollowed(source, one)).checkpoint.size, 20n);
    writeLedger(place.folder, 25, byEd25519);
    const two = trustLedger([VKEY, SECOND.key.text]) as TrustedLedger;
    await fails(readFollowed(source, two), "bad_status");
  });

  it("is monitored by both keys of its policy, and a checkpoint of one of them alone raises an alarm that says so", async () => {
    writeLedger(place.folder, 20, both);
    assert.deepEqual([(await monitor()).code, (await monitor()).size], [0, 20]);
    for (const half of [byEd25519, byMlDsa]) {
      writeLedger(place.folder, 25, half);
      const { code, size, alarms } = await monitor();
      assert.deepEqual([code, size, alarms[0].kind, alarms[0].detail], [1, 20, "invalid", "checkpoint: downgraded"]);
    }
    writeLedger(place.folder, 25, both);
    assert.deepEqual([(await monitor()).code, (await monitor()).size], [0, 25]);
  });

  it("is monitored on across the size at which the second key came, by who has the new policy and by who has the old key alone", async () => {
    for (const [state, named] of [
      ["new.json", trust],
      ["old.json", ["--vkey", VKEY]],
    ] as const) {
      trust = [...named];
      writeLedger(place.folder, SINCE - 1, byEd25519);
      assert.equal((await monitor(state)).code, 0, state);
      writeLedger(place.folder, 20, both);
      assert.deepEqual([(await monitor(state)).code, (await monitor(state)).size], [0, 20], state);
      // Known to be hybrid from now on, whatever the source says of keys.
      put(place.folder, "keys", "");
      writeLedger(place.folder, 25, byEd25519);
      assert.match((await monitor(state)).alarms[0].detail, /downgraded/, state);
      put(place.folder, "keys", history());
    }
  });

  it("is mirrored by both keys, and the mirror keeps what it has when it is shown one signature alone", async () => {
    writeLedger(place.folder, SINCE - 1, byEd25519);
    assert.equal((await mirror()).code, 0);
    writeLedger(place.folder, 20, both);
    assert.deepEqual([(await mirror()).code, (await mirror()).size], [0, 20]);
    const held = readFileSync(join(place.mirrored, "checkpoint"), "utf8");
    for (const named of [trust, ["--vkey", VKEY]]) {
      trust = named;
      writeLedger(place.folder, 25, byEd25519);
      const refused = await mirror();
      assert.deepEqual([refused.code, refused.event, refused.failure], [1, "failed", "downgraded"]);
      assert.equal(readFileSync(join(place.mirrored, "checkpoint"), "utf8"), held);
    }
  });

  it("is proven from a mirror by both keys only", async () => {
    writeLedger(place.folder, 20, byEd25519);
    cpSync(place.folder, place.mirrored, { recursive: true });
    const entry = join(place.root, "entry");
    writeFileSync(entry, "any");
    const { stderr } = await sealbook(["mirror", "prove", "--dir", place.mirrored, ...trust, "--entry-file", entry]);
    assert.match(stderr, /keys of two algorithms/);
  });
});
