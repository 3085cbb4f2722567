/** A ledger that exchanges its keys is followed by who named one of them, and nobody is led further than the keys signed. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, it } from "node:test";
import { followKeys, losesKeys } from "#lib/parties/ledger-reader/follow-keys.ts";
import { type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { sealbook } from "#tests/bin/commands/run-cli.ts";
import { signer } from "#tests/core/receipt/receipt-fixture.ts";
import { clearPlace, type MirrorPlace, makePlace, mirrorOnce } from "#tests/parties/mirror/mirror-fixture.ts";
import { keysOf, LEDGER, ORIGIN, OTHER_KEY, put, VKEY, writeLedger } from "#tests/parties/static-ledger.ts";

const SECOND = signer(ORIGIN, 0x01, "the second key");
const THIRD = signer(ORIGIN, 0x01, "the third key");
const HISTORY = [
  { key: LEDGER, since: 0n },
  { key: SECOND, since: 11n },
  { key: THIRD, since: 21n },
];
const FORGED = [
  { key: LEDGER, since: 0n },
  { key: OTHER_KEY, since: 11n, signers: [OTHER_KEY] },
];
const trusting = (...keys: string[]) => trustLedger(keys) as TrustedLedger;
const textsOf = (ledger: TrustedLedger) => ledger.keys.map(({ text }) => text);

describe("following keys", () => {
  it("goes forward from each key that is trusted, never back", () => {
    const texts = [LEDGER, SECOND, THIRD].map(({ key }) => key.text);
    const history = keysOf(HISTORY);
    assert.deepEqual(textsOf(followKeys(trusting(VKEY), history)), texts);
    assert.deepEqual(textsOf(followKeys(trusting(texts[1]!), history)), texts.slice(1));
    assert.deepEqual(textsOf(followKeys(trusting(texts[2]!), history)), texts.slice(2));
  });

  it("takes nothing from a history that its keys did not sign, or that is another ledger's", () => {
    const other = "other.example/ledger/main";
    for (const [ledger, history] of [
      [trusting(VKEY), keysOf(FORGED)],
      [trusting(VKEY), "keys\n"],
      [trusting(VKEY), ""],
      [trusting(OTHER_KEY.key.text), keysOf(HISTORY)],
      [trusting(signer(other).key.text), keysOf(HISTORY)],
    ] as const) {
      assert.equal(followKeys(ledger, history), ledger);
    }
  });

  it("knows a history that lost a key, or has another in its place", () => {
    const [whole, short] = [keysOf(HISTORY), keysOf(HISTORY.slice(0, 2))];
    const branch = keysOf([HISTORY[0]!, { key: THIRD, since: 11n }]);
    assert.deepEqual([losesKeys(short, whole), losesKeys(whole, whole)], [false, false]);
    assert.deepEqual([losesKeys(whole, short), losesKeys(whole, branch), losesKeys(whole, "x")], [true, true, true]);
    assert.equal(losesKeys("x", short), false);
  });
});

describe("a ledger that exchanged its key", () => {
  let place: MirrorPlace;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => clearPlace(place));

  it("is mirrored on, from the old key alone, also by a mirror that is started anew and whose source then hides the keys", async () => {
    const { folder, server, mirrored } = place;
    writeLedger(folder, 10);
    await mirrorOnce(server.url, mirrored);
    writeLedger(folder, 20, { signedBy: SECOND });
    put(folder, "keys", keysOf(HISTORY.slice(0, 2)));
    const { event } = await mirrorOnce(server.url, mirrored);
    assert.ok(event.outcome === "grown");
    assert.deepEqual(event.followed, [SECOND.key.text]);
    for (const keys of ["keys\n", keysOf(HISTORY.slice(0, 1))]) {
      put(folder, "keys", keys);
      writeLedger(folder, 25, { signedBy: SECOND });
      assert.match((await mirrorOnce(server.url, mirrored)).event.outcome, /grown|current/);
    }
    writeLedger(folder, 30, { signedBy: THIRD });
    put(folder, "keys", keysOf(HISTORY));
    assert.equal((await mirrorOnce(server.url, mirrored)).event.outcome, "grown");
    // Whoever reads the mirror needs the old key only, too.
    rmSync(folder, { recursive: true });
    const proof = await sealbook(["mirror", "prove", "--dir", mirrored, "--vkey", VKEY, "--entry-file", "/dev/null"]);
    assert.match(proof.stderr + proof.stdout, /30/);
  });

  it("is not mirrored when the key was not signed for", async () => {
    const { folder, server, mirrored } = place;
    writeLedger(folder, 10);
    await mirrorOnce(server.url, mirrored);
    writeLedger(folder, 20, { signedBy: OTHER_KEY });
    put(folder, "keys", keysOf(FORGED));
    const { event, end } = await mirrorOnce(server.url, mirrored);
    assert.equal(end, "wrong");
    assert.ok(event.outcome === "failed" && event.error.code === "signature_absent");
  });

  it("is monitored on, from the old key alone, and the monitor says which key it follows", async () => {
    const { root, folder, server } = place;
    const state = `${root}/state.json`;
    const round = async () => {
      const args = ["monitor", "--url", server.url, "--vkey", VKEY, "--state", state, "--once", "--json"];
      const { code, stdout } = await sealbook(args);
      return { code, ...JSON.parse(stdout.split("\n")[0]!) };
    };
    writeLedger(folder, 10);
    assert.equal((await round()).code, 0);
    writeLedger(folder, 20, { signedBy: SECOND });
    assert.deepEqual((await round()).alarms[0]?.kind, "invalid");
    put(folder, "keys", keysOf(HISTORY.slice(0, 2)));
    const followed = await round();
    assert.deepEqual([followed.code, followed.size, followed.followed], [0, 20, [SECOND.key.text]]);
    // The way is remembered: the source need not show it again.
    put(folder, "keys", "");
    writeLedger(folder, 25, { signedBy: SECOND });
    assert.deepEqual([(await round()).code, (await round()).size], [0, 25]);
    // Another successor of the first key, by whoever has that key now, is none of this ledger.
    put(folder, "keys", keysOf([HISTORY[0]!, { key: THIRD, since: 11n }]));
    writeLedger(folder, 30, { signedBy: THIRD });
    const forked = await round();
    assert.equal(forked.code, 1);
    assert.match(forked.alarms[0].detail, /another key follows|signature_absent/);
  });
});
