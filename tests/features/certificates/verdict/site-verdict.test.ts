/** Certificates that this installation issued itself, judged by its own API: each state of their life gets its verdict, in every form. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { checkCertificate, type Network } from "#components/verification/certificate-check.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { bakeSvg } from "#lib/credentials/bake-svg.ts";
import { presentSdJwt } from "#lib/credentials/sd-jwt.ts";
import { readIssued } from "#lib/features/certificates/credentials/rows.ts";
import { deliverForm } from "#lib/features/certificates/credentials/verbs/deliver-form.ts";
import { declareCompromised } from "#lib/features/certificates/issuers/verbs/declare-compromised.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { issueOne } from "#lib/features/certificates/issuing/verbs/issue-one.ts";
import type { StatusChange } from "#lib/features/certificates/status/types.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { recordStatuses } from "#lib/features/certificates/status/verbs/record-statuses.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import {
  type IssuingPlace,
  issueAll,
  openIssuingPlace,
  people,
} from "#tests/features/certificates/issuing/issuing-place.ts";
import { at, call, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { appendAll } from "#tests/support/ledger.ts";

const VERIFY = at("/api/v1/verify").POST;
let place: IssuingPlace;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace("Blue Harbour School 蓝港学校");
  await pool().query(
    `INSERT INTO issuer_domain (issuer_id, domain, method, checked_at, outcome, seen_at)
     VALUES ($1, 'harbour.example', 'dns', now(), 'proven', now())`,
    [place.issuer.id],
  );
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

async function issue(): Promise<string> {
  const [person] = people(1);
  const { certificateId } = await issueOne({
    actor: place.organisation.owner,
    certificate: { template: place.template, ...person } as Parameters<typeof issueOne>[0]["certificate"],
  });
  await issueAll();
  await appendAll();
  return certificateId;
}

async function change(id: string, state: StatusChange, replacement?: string): Promise<void> {
  const actor = place.organisation.owner;
  await changeStatus({ actor, certificateIds: [id], state, reason: "理由 reason", replacement });
  await recordStatuses();
  await appendAll();
}

async function judged(body: unknown, type?: string): Promise<CertificateVerification> {
  const answer = await call(VERIFY, { body, ...(type ? { headers: { "content-type": type } } : {}) });
  const read = (await answer.json()) as { certificate: CertificateVerification };
  assert.equal(answer.status, 200, JSON.stringify(read));
  return read.certificate;
}

const pdfOf = async (id: string) => new Uint8Array((await deliverForm({ id, form: "pdf" })).bytes);
const judgedPdf = async (id: string) => await judged(await pdfOf(id), "application/pdf");
const story = ({ steps }: CertificateVerification) =>
  steps.flatMap(({ name, status, reason }) => (status === "ok" ? [] : [`${name}: ${reason}`]));

describe("a certificate that was issued here", () => {
  it("is valid as PDF, credential, presentation beside its receipt, and badge", async () => {
    const id = await issue();
    const pdf = await judgedPdf(id);
    assert.deepEqual([pdf.verdict, story(pdf), pdf.id], ["valid", [], id]);
    assert.equal(pdf.shown?.holder, "学员𠮷 1");
    assert.deepEqual(
      pdf.issuer?.domains.map(({ domain }) => domain),
      ["harbour.example"],
    );
    const issued = await readIssued(id);
    assert.ok(issued);
    assert.deepEqual(story(await judged({ certificate: issued.credential })), []);
    const receipt = fromUtf8(new Uint8Array((await deliverForm({ id, form: "receipt" })).bytes));
    const presentation = presentSdJwt(issued.sdJwt, ["fields.holder_name"]);
    const shown = await judged({ certificate: presentation, receipt });
    assert.deepEqual([shown.verdict, story(shown)], ["valid", []]);
    assert.ok((shown.shown?.hidden.fields ?? 0) > 0);
    const svg = bakeSvg('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>', issued.credential);
    const badge = await judged(svg, "image/svg+xml");
    assert.deepEqual([badge.verdict, badge.form], ["valid", "picture"]);
  });

  it("is suspended, valid again, superseded by a newer one, and revoked, each as of the change", async () => {
    const [id, newer] = [await issue(), await issue()];
    await change(id, "suspended");
    assert.equal((await judgedPdf(id)).verdict, "suspended");
    await change(id, "resumed");
    assert.deepEqual(story(await judgedPdf(id)), []);
    await change(id, "superseded", newer);
    const superseded = await judgedPdf(id);
    assert.deepEqual([superseded.verdict, superseded.status?.replacement], ["superseded", newer]);
    await change(newer, "revoked");
    const revoked = await judgedPdf(newer);
    assert.deepEqual([revoked.verdict, revoked.status?.reason], ["revoked", "理由 reason"]);
    assert.ok(revoked.status?.index !== undefined);
  });

  it("is in force by entries of the ledger that are newer than its reader's page", async () => {
    const id = await issue();
    const trust = await siteTrust();
    const read = async (trustOfNow: Network["trustOfNow"]) => {
      const get = async (address: string) =>
        await (await send(new URL(address).pathname + new URL(address).search)).text();
      const network = { isHere: () => true, get, ask: async () => undefined, trustOfNow };
      const bytes = await pdfOf(id);
      return await checkCertificate({ bytes, trust, isOnline: true }, network);
    };
    await change(id, "suspended");
    await change(id, "resumed");
    assert.equal((await read(siteTrust))?.verdict, "valid");
    // Where the ledger cannot be asked, what its reader does not know of it is not believed.
    assert.equal((await read(async () => trust))?.verdict, "could_not_check");
  });

  it("is judged for a date, and never as fine where its bytes changed", async () => {
    const id = await issue();
    const { credential = "" } = (await readIssued(id)) ?? {};
    const early = await judged({ certificate: credential, at: "2001-01-01T00:00:00Z" });
    assert.equal(early.verdict, "not_yet_valid");
    const other = await judged({ certificate: credential.replace("学员", "学士") });
    assert.deepEqual([other.verdict, other.shown], ["content_mismatch", undefined]);
    const pdf = await pdfOf(id);
    pdf[900]! ^= 1;
    assert.equal((await judged(pdf, "application/pdf")).verdict, "pages_altered");
  });

  it("is refused as none where it is none", async () => {
    for (const body of [{ certificate: "hello" }, { certificate: "{}" }, { certificate: "x", at: "tomorrow" }]) {
      assert.equal((await call(VERIFY, { body })).status, 400);
    }
  });

  it("counts as never issued from when its key was compromised, and stands where it came before", async () => {
    const [before, since] = [await issue(), new Date()];
    await new Promise((resolve) => setTimeout(resolve, 20));
    const after = await issue();
    await declareCompromised({
      actor: place.organisation.owner,
      kind: "ed25519",
      number: 1,
      asOf: since,
      note: "lost",
    });
    assert.equal((await judgedPdf(after)).verdict, "issued_after_compromise");
    const stands = await judgedPdf(before);
    assert.deepEqual([stands.verdict, story(stands)], ["valid", []]);
    assert.ok(stands.compromise);
  });
});
