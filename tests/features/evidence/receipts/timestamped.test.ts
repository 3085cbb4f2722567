/** A receipt of a record that was witnessed and timestamped, from the worker's request to a stranger's OpenSSL. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { cosignatureMessage, encodeCosignature } from "#lib/core/log/checkpoint.ts";
import { formatVerifierKey, KEY_TYPE, parseNote, signatureLine, verifierKeyId } from "#lib/core/log/note.ts";
import { type Policy, parsePolicy } from "#lib/core/log/policy.ts";
import { parseReceipt } from "#lib/core/receipt/receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { timestampCommandLines } from "#lib/features/evidence/receipts/drawing/check.ts";
import { loadReceipt } from "#lib/features/evidence/receipts/pages.ts";
import { readEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { findBlock } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { stampDueBlocks } from "#lib/features/ledger/timestamps/verbs/stamp-due.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { LOCALES, type Locale } from "#lib/i18n/locale.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { OPENSSL_MISSING, startTsa } from "#tests/support/tsa.ts";
import { verify } from "#tests/support/verify-bytes.ts";
import { inFolder, missing, runOn } from "./pdf-tools.ts";

const noPoppler = missing("pdfdetach");
const WITNESS = "witness.example/one";
const SECOND = 1_790_000_000n;
const seed = new Uint8Array(32).fill(9);
const publicKey = ed25519.getPublicKey(seed);

describe("the receipt of a timestamped record", { skip: OPENSSL_MISSING }, () => {
  let tsa: Awaited<ReturnType<typeof startTsa>>;
  let spare: Awaited<ReturnType<typeof startTsa>>;
  let organisation: MadeOrganisation;
  let policy: Policy;
  let id: string;

  const record = async () => {
    const [made] = await makeEvidence({ organisation, count: 1 });
    await appendBlock({ ledger: "main" });
    return made!.id;
  };
  const load = async (evidenceId: string, format: "json" | "pdf" = "json", locale: Locale = "en") =>
    (await loadReceipt({ evidenceId, format, locale, waitSeconds: 0, until: "anchored" })).bytes;
  const stamp = (...names: ("first" | "second")[]) =>
    stampDueBlocks({
      authorities: names.map((name) => {
        const { url, tsa: own } = name === "first" ? tsa : spare;
        return { name, url, anchors: [own.ca], pem: "", timeoutMs: 5_000, active: true };
      }),
      // As if each had failed before: all of them are asked.
      troubles: new Map(names.map((name) => [name, { failures: 1, retryAt: 0 }])),
      intervalMs: 0,
    });
  async function cosign(height: bigint): Promise<void> {
    const { text } = parseNote((await findBlock({ ledger: "main", height }))!.checkpoint)!;
    const signature = encodeCosignature(SECOND, ed25519.sign(cosignatureMessage(text, SECOND), seed));
    const keyId = verifierKeyId({ name: WITNESS, type: KEY_TYPE.cosignature, publicKey });
    const line = signatureLine({ name: WITNESS, keyId, signature }).trimEnd();
    await pool().query("INSERT INTO block_cosignature VALUES ('main', $1, $2, $3, to_timestamp($4))", [
      height,
      WITNESS,
      line,
      SECOND,
    ]);
    await pool().query("INSERT INTO block_witnessed (ledger, height, policy) VALUES ('main', $1, 1)", [height]);
  }

  before(async () => {
    await createTestDatabase();
    [tsa, spare] = await Promise.all([startTsa({ name: "Example TSA 示例" }), startTsa({ kind: "intermediate" })]);
    const { verifierKey } = await ensureLedger("main");
    organisation = await makeOrganisation();
    const witness = formatVerifierKey({ name: WITNESS, publicKey, type: KEY_TYPE.cosignature });
    const text = `log ${verifierKey}\nwitness one ${witness}\nquorum one\n`;
    const parsed = parsePolicy(text);
    assert.ok(!("error" in parsed));
    policy = parsed;
    await pool().query("INSERT INTO ledger_policy (ledger, number, since_size, policy) VALUES ('main', 1, 0, $1)", [
      text,
    ]);
    id = await record();
  });
  after(async () => {
    await Promise.all([tsa.stop(), spare.stop()]);
    await dropTestDatabase();
  });

  // Blocks of one record each: their headers are leaves as well.
  it("grows with what others sign, and is the same bytes until they sign more", async () => {
    const facts = async () => {
      const receipt = await load(id);
      assert.deepEqual(await load(id), receipt);
      const {
        verdict,
        witnessed,
        facts: found,
        steps,
      } = await verify({
        receipt,
        policy,
        requireQuorum: false,
        authorities: [tsa.tsa.ca, spare.tsa.ca],
      });
      assert.equal(verdict, "valid", JSON.stringify(steps));
      return { witnessed, size: found?.treeSize, stamps: found?.timestamps?.length, names: found?.witnesses };
    };
    assert.deepEqual(await facts(), { witnessed: false, size: 2, stamps: 0, names: [] });
    await record();
    await stamp("first");
    assert.deepEqual(await facts(), { witnessed: false, size: 4, stamps: 1, names: [] });
    await record();
    await cosign(2n);
    const one = [{ name: "one", time: new Date(Number(SECOND) * 1_000).toISOString() }];
    assert.deepEqual(await facts(), { witnessed: true, size: 6, stamps: 0, names: one });
    await stamp("first", "second");
    assert.deepEqual(await facts(), { witnessed: true, size: 6, stamps: 2, names: one });
    const [first] = await readEvidence(whole(organisation.id as OrganisationId), [id]);
    assert.equal(first?.entry?.blockHeight, 0);
    assert.ok(first.witnessedAt && first.timestampedAt, "by what was signed over later blocks");
    await record();
    assert.deepEqual(await facts(), { witnessed: true, size: 6, stamps: 2, names: one });
  });

  it("is spoilt by any change of a token", async () => {
    const text = new TextDecoder().decode(await load(id));
    const parsed = parseReceipt(text);
    assert.ok(!("failed" in parsed));
    for (const { token } of parsed.timestamps) {
      for (let at = 0; at < token.length; at += 211) {
        const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
        const receipt = utf8(text.replace(token, changed));
        const { verdict } = await verify({
          receipt,
          policy,
          authorities: [tsa.tsa.ca, spare.tsa.ca],
        });
        assert.equal(verdict, "failed", `character ${at}`);
      }
    }
  });

  for (const locale of LOCALES) {
    it(`as a PDF verifies, and says who cosigned and timestamped it, and when (${locale})`, {
      skip: noPoppler,
    }, async () => {
      const pdf = await load(id, "pdf", locale);
      assert.deepEqual(await load(id, "pdf", locale), pdf);
      const given = { receipt: pdf, policy, authorities: [tsa.tsa.ca, spare.tsa.ca] };
      const { verdict, witnessed, steps } = await verify(given);
      assert.deepEqual([verdict, witnessed], ["valid", true]);
      assert.equal(steps.find(({ name }) => name === "timestamp")?.status, "ok");
      const text = runOn(pdf, "pdftotext", "-layout", "PDF", "-").replace(/\s+/g, " ");
      const signed = new Date(Number(SECOND) * 1_000).toISOString().slice(0, -5).replace("T", " ");
      const { rows } = await pool().query("SELECT time FROM block_timestamp WHERE height = 2 ORDER BY time, authority");
      const stamped = rows[0].time.toISOString().slice(0, -5).replace("T", " ");
      const comma = locale === "en" ? ", " : "，";
      for (const phrase of [
        `${WITNESS}${comma}${signed}.000 UTC`,
        `Example TSA 示例${comma}${stamped}.000 UTC`,
        "http://localhost:3000/ledger/main/timestamp-authorities",
        ...timestampCommandLines(2)
          .split("\n")
          .map((line) => line.slice(0, 60)),
        locale === "en" ? "Whether an authority you trust made it" : "其是否由您所信任的机构签发",
      ]) {
        assert.ok(text.includes(phrase), phrase);
      }
      assert.doesNotMatch(text, /No authority attests|没有时间戳机构|Nobody but the operator has signed|无人签署/);
    });
  }

  it("as a PDF carries what the printed commands check with OpenSSL alone", {
    skip: noPoppler || OPENSSL_MISSING,
  }, async () => {
    const pdf = await load(id, "pdf");
    const receipt = parseReceipt(await load(id));
    assert.ok(!("failed" in receipt));
    inFolder((folder) => {
      const run = (command: string) =>
        execFileSync("sh", ["-c", `(${command}) 2>&1`], { cwd: folder, encoding: "utf8" });
      writeFileSync(join(folder, "RECEIPT.pdf"), pdf);
      run("pdfdetach -saveall RECEIPT.pdf");
      receipt.timestamps.forEach(({ token }, at) => {
        assert.equal(readFileSync(join(folder, `timestamp-${at + 1}.tst`)).toString("base64"), token);
      });
      const commands = timestampCommandLines(receipt.timestamps.length).split("\n");
      assert.equal(
        commands[0],
        "openssl ts -verify -data checkpoint.txt -in timestamp-1.tst -token_in -CAfile AUTHORITIES.pem",
      );
      assert.equal(commands.length, 2);
      writeFileSync(join(folder, "AUTHORITIES.pem"), `# one\n${tsa.caPem}\n# other\n${spare.caPem}`);
      for (const command of commands) assert.match(run(command), /Verification: OK/);
      writeFileSync(join(folder, "AUTHORITIES.pem"), spare.caPem);
      const outcomes = commands.map((command) => run(`${command} || true`).includes("Verification: OK"));
      assert.deepEqual(outcomes.filter(Boolean).length, 1, "each by its own authority");
      writeFileSync(join(folder, "AUTHORITIES.pem"), tsa.caPem + spare.caPem);
      const checkpoint = readFileSync(join(folder, "checkpoint.txt"), "utf8");
      assert.ok(checkpoint.startsWith("localhost:3000/ledger/main\n6\n"));
      writeFileSync(join(folder, "checkpoint.txt"), checkpoint.replace("\n6\n", "\n7\n"));
      for (const command of commands) assert.match(run(`${command} || true`), /message imprint mismatch/);
    });
  });

  it("can be waited for until it is witnessed, or timestamped", async () => {
    const later = await record();
    const load = (until: "anchored" | "witnessed" | "timestamped", waitSeconds = 20) =>
      loadReceipt({ evidenceId: later, format: "json", locale: "en", waitSeconds, until });
    const countOf = ({ bytes }: { bytes: Uint8Array }) => {
      const receipt = parseReceipt(bytes);
      assert.ok(!("failed" in receipt) && receipt.proof);
      return { cosigned: receipt.proof.includes(WITNESS), stamps: receipt.timestamps.length };
    };
    assert.deepEqual(countOf(await load("anchored")), { cosigned: false, stamps: 0 });
    assert.deepEqual(countOf(await load("witnessed", 1)), { cosigned: false, stamps: 0 }, "the time is over");
    const started = performance.now();
    const [witnessed, stamped] = [load("witnessed"), load("timestamped")];
    const { rows } = await pool().query("SELECT max(height) AS height FROM ledger_block");
    await cosign(rows[0].height);
    assert.deepEqual(countOf(await witnessed), { cosigned: true, stamps: 0 });
    await stamp("first");
    assert.deepEqual(countOf(await stamped), { cosigned: true, stamps: 1 });
    assert.ok(performance.now() - started < 28_000);
  });
});
