/** An organisation that issues: an issuer, a published template, and its worker's steps by hand. Import environment.ts first. */
import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Issuer } from "#lib/features/certificates/issuers/types.ts";
import { listDue } from "#lib/features/certificates/issuing/rows/due.ts";
import { advanceBatch } from "#lib/features/certificates/issuing/verbs/advance-batch.ts";
import { writeTemplateDocument } from "#lib/features/certificates/templates/schema/document.ts";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { makeIssuer } from "#tests/support/certificates.ts";

const text = { kind: "text", font: "song", sizeMin: 8, linesMax: 1, color: "#222222", align: "center" } as const;
const rest = { vertical: "middle", leading: 1.4, spacing: 0, role: "text" } as const;

export const DOCUMENT: TemplateDocument = {
  template: "sealbook.template/v1",
  language: "zh-CN",
  timeZone: "Asia/Shanghai",
  page: { size: "A4", orientation: "landscape" },
  background: { color: "#fffdf5" },
  elements: [
    { ...text, ...rest, id: "title", x: 20, y: 30, width: 257, height: 20, text: "结业证书", size: 40 },
    { ...text, ...rest, id: "name", x: 20, y: 70, width: 257, height: 20, text: "{{holder_name}}", size: 32 },
    { ...text, ...rest, id: "course", x: 20, y: 100, width: 257, height: 15, text: "{{course}}", size: 16 },
    { kind: "qr", id: "code", x: 240, y: 160, width: 30, height: 30, color: "#111111" },
  ],
  fields: [
    { name: "course", label: { "zh-CN": "课程", en: "Course" }, type: "text", required: true, visibility: "shown" },
    { name: "score", label: { "zh-CN": "成绩", en: "Score" }, type: "number", required: false, visibility: "private" },
    { name: "passed_on", label: { "zh-CN": "日期", en: "Date" }, type: "date", required: false, visibility: "shown" },
  ],
  achievement: { name: "数据结构", description: "A course", criteria: "Passed the examination." },
};

export interface IssuingPlace {
  organisation: TestOrganisation;
  issuer: Issuer;
  template: string;
}

export async function openIssuingPlace(name?: string): Promise<IssuingPlace> {
  await ensureLedger("main");
  const organisation = await makeOrganisation(name);
  const issuer = await makeIssuer(organisation.owner);
  return { organisation, issuer, template: await publishTemplate(organisation.id) };
}

export async function publishTemplate(organisationId: string, document = DOCUMENT): Promise<string> {
  const id = uuidv7();
  const canonical = writeTemplateDocument(document);
  const sha256 = createHash("sha256").update(canonical).digest();
  await pool().query("INSERT INTO certificate_template (id, organisation_id, name) VALUES ($1, $2, '结业证书')", [
    id,
    organisationId,
  ]);
  await pool().query(
    "INSERT INTO certificate_template_version (template_id, number, document, sha256, published_at) VALUES ($1, 1, $2, $3, now())",
    [id, canonical, sha256],
  );
  return id;
}

/** What the worker does until nothing is left to do. */
export async function issueAll(): Promise<void> {
  for (let due = await listDue(); due.length > 0; due = await listDue()) {
    const turns = await Promise.all(due.map((id) => advanceBatch(id)));
    if (turns.every((turn) => turn === "rests")) return;
  }
}

export const people = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    line: at + 2,
    holderName: `学员𠮷 ${at + 1}`,
    email: `p${at + 1}@example.org`,
    values: { course: "数据结构", score: `${60 + (at % 40)}`, passed_on: "2026-06-30" },
  }));
