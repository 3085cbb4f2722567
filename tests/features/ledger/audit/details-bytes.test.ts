import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeDetails } from "#lib/core/claim/details.ts";
import { DetailsBytes } from "#lib/features/ledger/audit/checks/details-bytes.ts";
import { DETAILS, EVIDENCE_FIELDS, NAME, SUBMITTER, TYPE } from "#lib/features/ledger/audit/checks/evidence-columns.ts";
import { BinaryRow, viewOf } from "#lib/infra/db/copy-out.ts";

const ID = "0198c000-0000-7000-8000-000000000001";

function detailsOf(name: string): Buffer {
  const details = encodeDetails({
    details: "sealbook.details/v1",
    actor: { kind: "user", id: ID },
    method: "digest",
    name,
    platform: "sealbook/0.1.0",
    salt: `${"A".repeat(22)}==`,
  });
  return Buffer.from(details);
}

/** A row as the database sends it, of a digest. */
function rowOf(name: string, details: Buffer, submitter = ID): BinaryRow {
  const fields = Array.from({ length: EVIDENCE_FIELDS }, () => Buffer.alloc(0));
  Object.assign(fields, { [NAME]: Buffer.from(name), [TYPE]: Buffer.from("digest"), [DETAILS]: details });
  fields[SUBMITTER] = Buffer.from(submitter.replaceAll("-", ""), "hex");
  const count = Buffer.alloc(2);
  count.writeInt16BE(EVIDENCE_FIELDS);
  const bytes = Buffer.concat([count, ...fields.flatMap((field) => [lengthOf(field), field])]);
  const row = new BinaryRow(EVIDENCE_FIELDS);
  row.read({ bytes, view: viewOf(bytes) }, 0);
  return row;
}

function lengthOf(field: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(field.length);
  return length;
}

describe("details on their bytes", () => {
  const checked = new DetailsBytes();
  const arePlain = (name: string, details = detailsOf(name)) => checked.arePlain(rowOf(name, details), details);

  it("are plain with a plain name, the first and those that begin as it did", () => {
    for (const name of ["a.pdf", "b.pdf", "合同.pdf", "a"]) assert.equal(arePlain(name), true, name);
  });

  it("are not where the submitter is another, or none", () => {
    for (const submitter of [ID.replace(/1$/, "2"), ""]) {
      const details = detailsOf("a.pdf");
      assert.equal(checked.arePlain(rowOf("a.pdf", details, submitter), details), false);
      assert.equal(new DetailsBytes().arePlain(rowOf("a.pdf", details, submitter), details), false);
    }
  });

  it("are not where name or text are others, wherever that stands", () => {
    assert.equal(arePlain("a.pdf", detailsOf("b.pdf")), false);
    assert.equal(arePlain('"'), false);
    for (const name of ["a.pdf", "合同.pdf"]) {
      const details = detailsOf(name);
      for (const byte of [0x00, 0xff]) {
        for (const at of [details.indexOf("user"), details.indexOf("name") + 8, details.indexOf("platform") + 12, -2]) {
          const damaged = Buffer.from(details);
          damaged[at < 0 ? damaged.length + at : at] = byte;
          assert.equal(arePlain(name, damaged), false, `${name}, ${byte} at ${at}`);
          assert.equal(new DetailsBytes().arePlain(rowOf(name, damaged), damaged), false);
        }
      }
      assert.equal(arePlain(name, details.subarray(0, details.indexOf("platform"))), false);
    }
  });
});
