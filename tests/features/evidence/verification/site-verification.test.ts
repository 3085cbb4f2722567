/** What this installation's own check says about a receipt: by the policy in force, and by the authorities of its configuration. */
import "#tests/features/ledger/timestamps/settings.ts";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { formatNote, parseNote, signatureLine } from "#lib/core/log/note.ts";
import { formatTlogProof, parseTlogProof } from "#lib/core/log/tlog-proof.ts";
import { formatReceipt, parseReceipt, type Receipt } from "#lib/core/receipt/receipt.ts";
import { timestampSealText } from "#lib/core/receipt/receipt-timestamps.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { loadReceipt } from "#lib/features/evidence/receipts/pages.ts";
import { checkReceipt, siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { addLedgerKey, endLedgerKey } from "#lib/features/ledger/sealing/verbs/rotate-keys.ts";
import { pool } from "#lib/infra/db/pool.ts";
import {
  checkpointText,
  cosignedLine,
  receipt as fixtureReceipt,
  keyOf,
  proof,
  thirdWitness,
  witnesses,
} from "#tests/core/receipt/receipt-fixture.ts";
import { AUTHORITIES_FILE } from "#tests/features/ledger/timestamps/settings.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { makeTsa, OPENSSL_MISSING, type TsaAuthority } from "#tests/support/tsa.ts";

describe("the site's own check", { skip: OPENSSL_MISSING }, () => {
  let tsa: TsaAuthority;
  let bytes: Uint8Array;
  before(async () => {
    tsa = await makeTsa({ name: "Example TSA" });
    const ca = join(AUTHORITIES_FILE, "..", "ca.pem");
    writeFileSync(ca, tsa.caPem);
    writeFileSync(AUTHORITIES_FILE, JSON.stringify([{ name: "tsa", url: "http://127.0.0.1:9/", ca }]));
    await createTestDatabase();
    const { verifierKey } = await ensureLedger("main", { format: 1 });
    const organisation = await makeOrganisation();
    const [made] = await makeEvidence({ organisation, count: 1 });
    await appendBlock({ ledger: "main" });
    const listed = [...witnesses, thirdWitness].map(({ key }, at) => `witness w${at + 1} ${key.text}\n`).join("");
    const policy = (quorum: string) =>
      `log ${verifierKey}\n${listed}group all-of-them all w1 w2 w3\nquorum ${quorum}\n`;
    await pool().query("INSERT INTO ledger_policy VALUES ('main', 1, 0, $1), ('main', 2, 100, $2)", [
      policy("w1"),
      policy("all-of-them"),
    ]);
    const options = { format: "json", locale: "en", waitSeconds: 0, until: "anchored" } as const;
    bytes = (await loadReceipt({ evidenceId: made?.id ?? "", ...options })).bytes;
  });
  after(async () => {
    tsa.remove();
    await dropTestDatabase();
  });

  /** The receipt with more lines under its checkpoint. */
  function cosigned(...cosigners: (typeof witnesses)[number][]): Receipt {
    const receipt = parseReceipt(bytes);
    assert.ok(!("failed" in receipt) && receipt.proof !== undefined);
    const text = parseNote(parseTlogProof(receipt.proof)?.checkpoint ?? "")?.text ?? "";
    return { ...receipt, proof: receipt.proof + cosigners.map((each) => cosignedLine(each, text)).join("") };
  }

  it("hands out every policy with the size from which it counts, and the certificates that it trusts", async () => {
    const [trust, ...others] = await siteTrust();
    assert.equal(others.length, 0);
    assert.deepEqual(
      trust?.policies.map(({ sinceSize }) => sinceSize),
      ["0", "100"],
    );
    assert.match(trust?.authorities ?? "", /BEGIN CERTIFICATE/);
  });

  it("a receipt is witnessed by the quorum that was asked for at its size, and says who signed", async () => {
    const result = await checkReceipt({ receipt: formatReceipt(cosigned(witnesses[0])) });
    assert.deepEqual([result.verdict, result.witnessed], ["valid", true]);
    assert.deepEqual(
      result.facts?.witnesses?.map(({ name }) => name),
      ["w1"],
    );
  });

  it("too few witnesses are said, and fail nothing; none are said as well", async () => {
    const few = await checkReceipt({ receipt: formatReceipt(cosigned(witnesses[1])) });
    const reasonOf = ({ steps }: typeof few) => steps.find(({ name }) => name === "witnesses")?.reason;
    assert.deepEqual([few.verdict, few.witnessed, reasonOf(few)], ["valid", false, "quorum_not_met"]);
    const none = await checkReceipt({ receipt: bytes });
    assert.deepEqual([none.verdict, none.witnessed, reasonOf(none)], ["valid", false, "no_witness"]);
  });

  it("a timestamp counts by the authorities of the configuration; a stranger's fails", async () => {
    const { openLedgerSigner } = await import("#lib/features/ledger/sealing/rows/signer.ts");
    const signer = await openLedgerSigner("main");
    const receipt = cosigned();
    const text = parseNote(parseTlogProof(receipt.proof ?? "")?.checkpoint ?? "")?.text ?? "";
    const withToken = (token: Uint8Array) => {
      const seal = Buffer.from(signer.sign(utf8(timestampSealText(text, token)))).toString("base64");
      return formatReceipt({ ...receipt, timestamps: [{ seal, token: Buffer.from(token).toString("base64") }] });
    };
    const stamped = await checkReceipt({ receipt: withToken(await tsa.stamp(text)) });
    assert.deepEqual(
      stamped.facts?.timestamps?.map(({ authority }) => authority),
      ["Example TSA"],
    );
    const stranger = await makeTsa();
    const token = await stranger.stamp(text);
    stranger.remove();
    const failed = await checkReceipt({ receipt: withToken(token) });
    assert.equal(failed.steps.find(({ status }) => status === "failed")?.reason, "authority_untrusted");
  });

  it("the real key of a ledger convinces nobody of a tree that the ledger never had, nor of one after the key ended", async () => {
    const { openLedgerSigner } = await import("#lib/features/ledger/sealing/rows/signer.ts");
    const { origin, verifierKey } = await ensureLedger("main", { format: 1 });
    const stolen = await openLedgerSigner("main", { verifierKey });
    const text = checkpointText(origin); // of eleven entries
    const { name, keyId } = keyOf(verifierKey);
    const line = signatureLine({ name, keyId, signature: stolen.sign(utf8(text)) });
    const made = parseTlogProof(proof());
    assert.ok(made);
    const forged = formatTlogProof({ ...made, checkpoint: formatNote(text, [line]) });
    const receipt = formatReceipt(fixtureReceipt({ issuer: { key: verifierKey }, proof: forged }));
    const judge = async () => {
      const { verdict, steps, facts } = await checkReceipt({ receipt });
      return [verdict, steps.find(({ name }) => name === "issuer")?.reason, facts];
    };
    assert.deepEqual(await judge(), ["failed", "tree_too_large", undefined]);

    await addLedgerKey({ actor: { kind: "operator" }, ledger: "main" });
    const organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: 1 });
    await appendBlock({ ledger: "main" });
    await endLedgerKey({ actor: { kind: "operator" }, ledger: "main", number: 1 });
    await makeEvidence({ organisation, count: 20 });
    await appendBlock({ ledger: "main" });
    assert.deepEqual(await judge(), ["failed", "key_ended", undefined]);
    assert.equal((await checkReceipt({ receipt: bytes })).verdict, "valid", "what it signed before it ended holds");
  });
});
