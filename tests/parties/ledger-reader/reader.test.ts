/** Reading a ledger from a server that may be anybody's. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import fc from "fast-check";
import { formatVerifierKey } from "#lib/core/log/note.ts";
import { sha256 } from "#lib/core/text/bytes.ts";
import { parseBundle } from "#lib/parties/ledger-reader/entry-bundle.ts";
import { httpSource } from "#lib/parties/ledger-reader/http-source.ts";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import type { ReadFailure } from "#lib/parties/ledger-reader/read-error.ts";
import { readSigned, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";
import { VerifiedTree } from "#lib/parties/ledger-reader/verified-tree.ts";
import { type FileServer, serveFolder } from "#tests/parties/file-server.ts";
import {
  entryAt,
  LEDGER,
  noteOf,
  ORIGIN,
  OTHER_KEY,
  put,
  rootAt,
  temporaryFolder,
  VKEY,
  writeLedger,
} from "#tests/parties/static-ledger.ts";
import { dropLedger, fails, makeHonest, quick, SIZE, serveLedger, sourceOf, trusted } from "./reader-fixture.ts";

describe("reading a ledger", () => {
  let folder: string;
  let server: FileServer;
  let root: Uint8Array;
  const source = () => sourceOf(server);
  const treeOf = (size = SIZE, from = [source()]) =>
    new VerifiedTree({ checkpoint: { size: BigInt(size), root }, sources: from });

  before(async () => {
    ({ folder, server, root } = await serveLedger());
  });
  afterEach(() => makeHonest(server));
  after(() => dropLedger({ folder, server }));

  it("takes the checkpoint that a named key signed, any of several, and the tree that it states", async () => {
    for (const keys of [[VKEY], [OTHER_KEY.key.text, VKEY]]) {
      const checkpoint = await readSigned(source(), trusted(...keys));
      assert.equal(checkpoint.size, BigInt(SIZE));
      const tree = new VerifiedTree({ checkpoint, sources: [source()] });
      for (const index of [0, 255, 256, 65_535, 65_536, SIZE - 1]) {
        const { entries } = await tree.bundle(BigInt(Math.floor(index / 256)));
        assert.deepEqual(entries[index % 256], entryAt(index));
      }
    }
  });

  it("reads a handful of files for a proof, not the ledger", async () => {
    const path = await treeOf().inclusionPath(12_345n);
    assert.ok(path.length > 10);
    assert.ok(server.asked.length < 15, server.asked.join(" "));
  });

  it("reads a folder as it reads a server", async () => {
    const opened = openSource(folder);
    assert.ok(opened);
    assert.equal((await readSigned(opened, trusted(VKEY))).size, BigInt(SIZE));
    await treeOf(SIZE, [opened]).bundle(273n);
  });

  it("falls back from a partial tile, and a partial bundle, to the full one", async () => {
    const grown = temporaryFolder();
    const { root: rootOf300 } = writeLedger(grown, 300);
    for (const superseded of ["tile/0/001.p", "tile/entries/001.p"])
      rmSync(join(grown, superseded), { recursive: true });
    writeLedger(grown, 600);
    const tree = new VerifiedTree({
      checkpoint: { size: 300n, root: rootOf300 },
      sources: [openSource(grown)!],
    });
    const { entries } = await tree.bundle(1n);
    assert.equal(entries.length, 44);
    assert.equal(await tree.extends({ size: 0n, root: sha256(new Uint8Array()) }), true);
    rmSync(grown, { recursive: true, force: true });
  });

  const wrongCheckpoints: [string, () => string, ReadFailure][] = [
    ["by another key", () => noteOf({ size: 1, root, signedBy: OTHER_KEY }), "signature_absent"],
    ["with a bad signature", () => noteOf({ size: 1, root }).replace("\n1\n", "\n2\n"), "signature_invalid"],
    ["of another ledger", () => noteOf({ size: 1, root, origin: "other.example/ledger" }), "origin_mismatch"],
    ["that is none", () => "<html>", "checkpoint_malformed"],
    ["with CRLF", () => noteOf({ size: 1, root }).replaceAll("\n", "\r\n"), "checkpoint_malformed"],
    [
      "of a size that is no decimal",
      () => noteOf({ size: 1, root }).replace("\n1\n", "\n01\n"),
      "checkpoint_malformed",
    ],
  ];
  for (const [what, note, code] of wrongCheckpoints) {
    it(`refuses a checkpoint ${what}`, async () => {
      server.lie = (_, response) => Boolean(response.end(note()));
      const error = await fails(readSigned(source(), trusted(VKEY)), code);
      assert.equal(error.isWrong, true);
    });
  }

  it("refuses a note on which one of the named keys' lines is bad, whoever else signed", async () => {
    const good = noteOf({ size: SIZE, root });
    const bad = noteOf({ size: 1, root, signedBy: OTHER_KEY }).split("\n\n")[1];
    server.lie = (_, response) => Boolean(response.end(good + bad));
    assert.equal((await readSigned(source(), trusted(VKEY))).size, BigInt(SIZE));
    await fails(readSigned(source(), trusted(VKEY, OTHER_KEY.key.text)), "signature_invalid");
  });

  it("believes no tile that does not lead to the signed root, at whatever level", async () => {
    const lies: [string, ReadFailure, (body: Buffer) => Buffer][] = [
      ["tile/0/000", "tile_wrong", (body) => Buffer.from(body).fill(1, 40, 41)],
      ["tile/0/000", "tile_truncated", (body) => body.subarray(0, 8_160)],
      ["tile/0/000", "tile_truncated", () => Buffer.alloc(0)],
      ["tile/1/000", "tile_wrong", (body) => Buffer.from(body).fill(1, 0, 1)],
      ["tile/1/001.p/17", "root_wrong", (body) => Buffer.from(body).fill(1, 0, 1)],
      ["tile/2/000.p/1", "tile_truncated", (body) => body.subarray(0, 31)],
      ["tile/0/000", "too_large", (body) => Buffer.concat([body, Buffer.alloc(1)])],
    ];
    for (const [at, code, change] of lies) {
      server.lie = (path, response) => path === at && Boolean(response.end(change(readFileSync(join(folder, at)))));
      const error = await fails(treeOf().tile(0, 0n), code);
      assert.equal(error.isWrong, true);
    }
  });

  it("believes no entries that do not give their leaves, and no bundle that ends early", async () => {
    const bundle = readFileSync(join(folder, "tile/entries/000"));
    const lies: [ReadFailure, Buffer][] = [
      ["bundle_wrong", Buffer.from(bundle).fill(65, 30, 31)],
      ["bundle_malformed", bundle.subarray(0, -1)],
      ["bundle_malformed", Buffer.from([0xff])],
    ];
    for (const [code, body] of lies) {
      server.lie = (path, response) => path === "tile/entries/000" && Boolean(response.end(body));
      await fails(treeOf().bundle(0n), code);
    }
  });

  it("asks the next source when one lies or has nothing", async () => {
    const liar = await serveFolder(folder);
    liar.lie = (path, response) => path.startsWith("tile/0/") && Boolean(response.end(Buffer.alloc(8_192)));
    const tree = treeOf(SIZE, [httpSource(new URL(liar.url), quick), openSource(folder)!]);
    assert.deepEqual((await tree.bundle(3n)).entries[0], entryAt(768));
    await liar.close();
  });

  it("proves that it extends an earlier checkpoint, and never that it extends another history", async () => {
    for (const size of [1, 255, 256, 257, 65_536, 69_999]) {
      const same = rootAt(size);
      assert.equal(await treeOf().extends({ size: BigInt(size), root: same }), true, `${size}`);
      const other = rootAt(size, { forkAt: size - 1, history: "other" });
      assert.equal(await treeOf().extends({ size: BigInt(size), root: other }), false, `${size}`);
    }
    assert.equal(await treeOf().extends({ size: BigInt(SIZE) + 1n, root }), false);
  });

  it("reads any bytes as a bundle or as none, and never more of them than it was given", () => {
    const widths = fc.integer({ min: 1, max: 256 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), widths, (bytes, width) => {
        const parsed = parseBundle(bytes, width);
        if (parsed === undefined) return;
        assert.equal(parsed.entries.length, width);
        const again = parsed.entries.flatMap((entry) => [entry.length >> 8, entry.length & 255, ...entry]);
        assert.deepEqual([...parsed.bytes], again);
        assert.deepEqual(parsed.bytes, bytes.subarray(0, again.length));
      }),
      { numRuns: 5_000 },
    );
  });

  it("says that a file is absent, and that a size which no tile backs is not proven", async () => {
    await fails(readSigned(httpSource(new URL(`${server.url}/nothing`), quick), trusted(VKEY)), "absent");
    const huge = new VerifiedTree({ checkpoint: { size: 2n ** 64n - 1n, root }, sources: [source()] });
    await fails(huge.tile(0, 0n), "absent");
    assert.ok(server.asked.length < 5);
    await assert.rejects(treeOf().tile(0, 10n ** 15n), RangeError);
    await assert.rejects(treeOf().tile(5, 0n), RangeError);
  });

  it("wants keys of one ledger, and Ed25519 ones", () => {
    assert.deepEqual(trustLedger([]), { failed: "no_key" });
    assert.deepEqual(trustLedger(["nonsense"]), { failed: "key_malformed" });
    const other = formatVerifierKey({ name: "other.example/l", publicKey: LEDGER.key.publicKey });
    assert.deepEqual(trustLedger([VKEY, other]), { failed: "several_origins" });
    const witness = formatVerifierKey({ name: ORIGIN, publicKey: LEDGER.key.publicKey, type: 4 });
    assert.deepEqual(trustLedger([witness]), { failed: "key_malformed" });
    assert.equal(trusted(VKEY).origin, ORIGIN);
  });

  it("opens http(s) prefixes and folders, nothing else", () => {
    for (const address of ["ftp://host/x", "file:///x", "http://u:p@host/", "http://host/?q", "http://host/#f", ""]) {
      assert.equal(openSource(address), undefined, address);
    }
    assert.equal(openSource("https://host/ledger/main/")?.address, "https://host/ledger/main");
    assert.equal(openSource("/srv/mirror/")?.address, "/srv/mirror");
    put(folder, "x/y", "z");
  });
});
