/**
 * A certificate, in the receipt of its batch: { leaf, index, path, statement, seal? }. The record binds the batch's statement, which has the
 * root, and the path leads there from the leaf, which binds the certificate in each of its forms. Whether the issuer is who it says, and
 * what became of the certificate since, is for others to find out (lib/verify/certificate).
 */
import { type BatchStatement, parseBatchStatement } from "../../certificate/batch.ts";
import { type CertificateLeaf, parseLeaf } from "../../certificate/leaf.ts";
import { type BatchSeal, readSeal, verifySeal } from "../../certificate/seal.ts";
import { type EvidenceRecord, kindOf } from "../../claim/record.ts";
import { RECORD_V2 } from "../../claim/record-v2.ts";
import { readPath, rootOfPlace, type TreePlace } from "../../log/place.ts";
import type { ReceiptExtra } from "../../receipt/extras.ts";
import { sha256, toBase64, utf8 } from "../../text/bytes.ts";
import { parseDecimal } from "../../text/decimal.ts";
import { readFields } from "../../text/json-fields.ts";
import type { ExtraCheck } from "../checks.ts";
import type { FailedReason, Step } from "../verification.ts";
import { failed, ok, unchecked } from "../verify-steps.ts";

export const CERTIFICATE_KIND = "certificate";

export type CertificateExtra = {
  leaf: CertificateLeaf;
  /** The leaf's bytes: what its status entries are about. */
  bytes: Uint8Array;
  place: TreePlace;
  statement: BatchStatement;
  statementBytes: Uint8Array;
  seal?: BatchSeal;
};

/** The certificate that a receipt's extras of this kind are: there is one, in its one form. Nothing has been verified. */
export function readCertificate([extra, ...others]: readonly ReceiptExtra[]): CertificateExtra | undefined {
  const fields = readFields(extra, ["kind", "leaf", "index", "path", "statement"], ["seal"]);
  if (fields === undefined || others.length > 0) return undefined;
  const { leaf: leafText, index: indexText, statement: statementText } = fields;
  if (typeof leafText !== "string" || typeof indexText !== "string" || typeof statementText !== "string")
    return undefined;
  const [leaf, statement, seal] = [parseLeaf(leafText), parseBatchStatement(statementText), readSeal(fields.seal)];
  const [index, path] = [parseDecimal(indexText), readPath(fields.path)];
  if (leaf === undefined || statement === undefined || index === undefined || path === undefined) return undefined;
  if (fields.seal !== undefined && seal === undefined) return undefined;
  return {
    ...{ leaf, bytes: utf8(leafText), place: { index, path }, statement, statementBytes: utf8(statementText) },
    ...(seal === undefined ? {} : { seal }),
  };
}

/** The extra as it stands in a receipt; its digests are base64. */
export function certificateExtra(input: {
  leaf: Uint8Array;
  place: TreePlace;
  statement: Uint8Array;
  seal?: BatchSeal | undefined;
}): ReceiptExtra {
  const { leaf, place, statement, seal } = input;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    kind: CERTIFICATE_KIND,
    leaf: text(leaf),
    index: `${place.index}`,
    path: place.path.map(toBase64),
    statement: text(statement),
    ...(seal === undefined ? {} : { seal: { key: seal.key, signature: seal.signature } }),
  };
}

const broken = (reason: FailedReason, expected: unknown, found: unknown): Step =>
  failed("certificate", reason, { expected: `${expected}`, found: `${found}` });

/** See above. The record has a step of its own, on which this one rests; so has what signs that. */
export const checkCertificate: ExtraCheck = ({ extras, parts }, { row }) => {
  const certificate = readCertificate(extras);
  if (certificate === undefined) {
    return broken("certificate_malformed", "sealbook.certificate/v1", extras.map(({ leaf }) => String(leaf)).join(" "));
  }
  if (parts.record === undefined || row("record").status !== "ok") return unchecked("certificate", "depends_on_failed");
  return (
    checkStatement(certificate, parts.record) ?? checkPlace(certificate) ?? checkSeal(certificate) ?? ok("certificate")
  );
};

/** The statement is the one that the record is about, and says what that does. */
function checkStatement({ statement, statementBytes }: CertificateExtra, record: EvidenceRecord): Step | undefined {
  const kind = kindOf(record);
  if (record.record !== RECORD_V2 || kind !== "batch") return broken("batch_mismatch", "batch", kind);
  const digest = toBase64(sha256(statementBytes));
  if (digest !== record.digests.sha256) return broken("batch_mismatch", record.digests.sha256, digest);
  const { root, count } = record.claim ?? {};
  const stated = `${statement.issuer} ${statement.count} ${statement.root}`;
  const recorded = `${record.issuer} ${count} ${root}`;
  return stated === recorded ? undefined : broken("batch_mismatch", recorded, stated);
}

function checkPlace({ bytes, place, statement }: CertificateExtra): Step | undefined {
  const root = rootOfPlace(bytes, place, statement.count);
  if (root === undefined) {
    const found = `index=${place.index} size=${statement.count} hashes=${place.path.length}`;
    return broken("path_malformed", statement.root, found);
  }
  const found = toBase64(root);
  return found === statement.root ? undefined : broken("root_mismatch", statement.root, found);
}

function checkSeal({ seal, statementBytes }: CertificateExtra): Step | undefined {
  if (seal === undefined || verifySeal({ statement: statementBytes, seal })) return undefined;
  return broken("batch_seal_invalid", seal.key, seal.signature);
}
