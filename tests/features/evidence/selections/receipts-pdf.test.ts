/** The receipts of a selection as one document for reading: it says so, and what proves something is still in it. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { answer } from "#components/verification/inspect-and-check.ts";
import { RECEIPT_PDF_BYTES_MAX } from "#lib/core/receipt/receipt-file.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { mergedReceipts } from "#lib/features/evidence/selections/pages/merged-receipts.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { whole } from "#lib/gate/reach.ts";
import { readFileNames } from "#lib/pdf/read/attachments.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import { inspect } from "#lib/verify/inspect.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { at, call, callJson } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const run = promisify(execFile);
const RECORD = at("/api/v1/evidence").POST;
const RECEIPT = at("/api/v1/evidence/{id}/receipt").GET;
const PDF = at("/api/v1/evidence/receipts.pdf");

let ours: TestOrganisation;
let headers: Record<string, string>;
let folder = "";
const ids: string[] = [];

async function record(name: string): Promise<string> {
  return (await callJson(RECORD, { headers, body: { sha256: toHex(randomBytes(32)), name } })).body.id;
}
const ask = (body: object, lang = "en") => call(PDF.POST, { headers, query: { lang }, body });
async function saved(response: Response, name: string): Promise<string> {
  assert.equal(response.status, 200, response.ok ? "" : await response.text());
  const path = join(folder, name);
  await writeFile(path, Buffer.from(await response.arrayBuffer()));
  return path;
}

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  headers = { authorization: `Bearer ${ours.apiKey.secret}` };
  folder = await mkdtemp(join(tmpdir(), "sealbook-merged-"));
  for (let number = 1; number <= 25; number++) ids.push(await record(`借款合同 ${number}.pdf`));
  await appendBlock({ ledger: "main" });
  ids.push(await record("waits.pdf"));
});
after(async () => {
  await rm(folder, { recursive: true });
  await dropTestDatabase();
});

describe("receipts of a selection as one document for reading", () => {
  it("says what it is, lists its records with their pages, and has a bookmark for each", async () => {
    const path = await saved(await ask({ ids }), "all.pdf");
    const { stdout: first } = await run("pdftotext", ["-f", "1", "-l", "1", "-layout", path, "-"]);
    for (const words of [
      "Receipts of 26 records",
      "For reading only",
      "They are not sealed",
      "One record is not anchored yet",
    ]) {
      assert.ok(first.replaceAll(/\s+/g, " ").includes(words), words);
    }
    const { stdout: text } = await run("pdftotext", ["-f", "1", "-l", "2", "-layout", path, "-"]);
    assert.match(text, /waits\.pdf\s+no receipt yet/);
    const listed = [...text.matchAll(/借款合同 (\d+)\.pdf\s+page (\d+)/g)].map(([, number, page]) => [
      Number(number),
      Number(page),
    ]);
    assert.deepEqual(
      listed.map(([number]) => number),
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    for (const [number, page] of [listed[0], listed[24]] as [number, number][]) {
      const { stdout } = await run("pdftotext", ["-f", `${page}`, "-l", `${page}`, path, "-"]);
      assert.ok(stdout.includes(`借款合同 ${number}.pdf`) && stdout.includes(ids[number - 1] ?? "?"), `page ${page}`);
    }
    const { stdout: outline } = await run("mutool", ["show", path, "outline"]);
    assert.equal(outline.match(/借款合同 \d+\.pdf/g)?.length, 25);
    await run("qpdf", ["--check", path]);
  });

  it("keeps every receipt with its proof, each under its record's id and byte for byte", async () => {
    const some = ids.slice(0, 3);
    const path = await saved(await ask({ ids: some }), "some.pdf");
    for (const id of some) {
      const { stdout } = await run("qpdf", [`--show-attachment=${id}-receipt.json`, path], { encoding: "buffer" });
      const alone = await call(RECEIPT, { headers, params: { id }, query: { format: "json" } });
      assert.deepEqual(stdout, Buffer.from(await alone.arrayBuffer()));
    }
    const { stdout: list } = await run("qpdf", ["--list-attachments", path]);
    assert.equal(list.trim().split("\n").length, 6, list);
  });

  it("brought to be checked, it is said to be several receipts, and to be no receipt", async () => {
    const bytes = new Uint8Array(await (await ask({ ids: ids.slice(0, 2) })).arrayBuffer());
    const { kind, states, verification } = await inspect(bytes);
    assert.deepEqual([kind, verification], ["receipts_pdf", undefined]);
    assert.deepEqual(
      states.map(({ name, value }) => [name, value]),
      ids.slice(0, 2).map((id) => ["record", id]),
    );
    const names = readFileNames(await readDocument(bytes));
    assert.equal((await names).length, 4);
  });

  it("brought to be checked, it is taken apart: each receipt is checked by itself, and one that is damaged does not vanish", async () => {
    const some = ids.slice(0, 3);
    const bytes = new Uint8Array(await (await ask({ ids: some })).arrayBuffer());
    const take = async (content: Uint8Array<ArrayBuffer>) => {
      const file = new File([content], "all.pdf");
      const reply = await answer({ call: 1, kind: "inspect", file, apart: true }, () => {});
      assert.ok(reply.kind === "inspected" && reply.inspected.kind === "receipts", JSON.stringify(reply));
      return reply.inspected.receipts;
    };
    const receipts = await take(bytes);
    assert.deepEqual(
      receipts.map(({ name }) => name),
      some.map((id) => `${id}-receipt.json`),
    );
    for (const [at, receipt] of receipts.entries()) {
      const checked = await answer(
        { call: 2, kind: "check", receipt: receipt.bytes ?? new Uint8Array(), trust: [] },
        () => {},
      );
      assert.ok(checked.kind === "checked");
      const { steps, stated, facts } = checked.checked.verification;
      assert.equal((facts ?? stated)?.id, some[at]);
      assert.ok(steps.every(({ status }) => status !== "failed"));
    }
    // As large as one of five hundred records with long proofs: beyond what a single receipt may have.
    const padding = Buffer.alloc(RECEIPT_PDF_BYTES_MAX, "% a comment\n");
    const end = bytes.indexOf(0x0a) + 1;
    const large = Uint8Array.from(
      Buffer.concat([bytes.subarray(0, end), padding, Buffer.from("\n"), bytes.subarray(end)]),
    );
    assert.deepEqual(await take(large), receipts);
    // Of the first attachments the bytes are spoilt.
    const spoilt = Buffer.from(bytes);
    for (const { index } of [...spoilt.toString("latin1").matchAll(/\/EmbeddedFile(?!s)/g)].slice(0, 2)) {
      const stream = spoilt.indexOf("stream", index);
      spoilt.fill(0xff, stream + 8, stream + 40);
    }
    const left = await take(Uint8Array.from(spoilt));
    assert.equal(left.length, 3);
    const verdicts = await Promise.all(
      left.map(async ({ bytes: receipt = new Uint8Array() }) => {
        const reply = await answer({ call: 3, kind: "check", receipt, trust: [] }, () => {});
        return reply.kind === "checked" ? reply.checked.verification.verdict : reply.kind;
      }),
    );
    assert.ok(verdicts.includes("failed"), `${verdicts}`);
    const apart = await answer({ call: 3, kind: "inspect", file: new File([bytes], "all.pdf") }, () => {});
    assert.ok(apart.kind === "inspected" && apart.inspected.kind !== "receipts", "only where that is asked for");
  });

  it("is the same bytes twice, and another in each language", async () => {
    const bytesIn = async (lang: string) =>
      Buffer.from(await (await ask({ ids: ids.slice(0, 2) }, lang)).arrayBuffer());
    const chinese = await bytesIn("zh-CN");
    assert.deepEqual(await bytesIn("zh-CN"), chinese);
    assert.notDeepEqual(await bytesIn("en"), chinese);
  });

  it("takes five hundred records and no more", async () => {
    const many = Array.from({ length: 501 }, () => ids[0]?.replace(/^.{8}/, () => toHex(randomBytes(4))));
    const { status, body } = await callJson(PDF.POST, { headers, body: { ids: many } });
    assert.deepEqual([status, body.code], [413, "too_many_selected"]);
    assert.match(body.detail, /500/);
  });

  it("of one organisation one is drawn at a time", async () => {
    const answers = await Promise.all([ask({ ids }), ask({ ids })]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 429]);
  });

  it("whoever takes theirs slowly keeps nobody else waiting", async () => {
    const { signal } = new AbortController();
    const one = async () => {
      const { id, apiKey } = await makeOrganisation();
      const authorised = { authorization: `Bearer ${apiKey.secret}` };
      const body = { sha256: toHex(randomBytes(32)), name: "a.pdf" };
      const record: string = (await callJson(RECORD, { headers: authorised, body })).body.id;
      return { reach: whole(id), ids: [record], locale: "en", signal } as const;
    };
    const [first, second, third] = [await one(), await one(), await one()];
    const begun = [mergedReceipts(first), mergedReceipts(second)];
    assert.throws(() => mergedReceipts(third), { code: "too_many_at_once" }, "two are drawn at a time");
    for (const stream of begun) await once(stream, "readable");
    begun.push(mergedReceipts(third));
    assert.throws(() => mergedReceipts(first), { code: "too_many_at_once" }, "its own is not taken yet");
    for (const stream of begun) {
      stream.destroy();
      await once(stream, "close");
    }
    const again = mergedReceipts(first);
    await once(again, "readable");
    again.destroy();
  });
});
