/**
 * What an approver says of a batch, signed by the approver's own key: the seal alone does not tell who approved. An approval brings the
 * commitment under which its approver signs (RFC 9591 section 5.1), so that nobody can put another in its place.
 */
import { DIGEST_BYTES, sha256, toBase64 } from "#lib/core/text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "#lib/core/text/canonical-json.ts";
import { isBase64Of, isLine, isUuid, readFields } from "#lib/core/text/json-fields.ts";
import type { SigningCommitment } from "./frost.ts";
import { isSignedByApprover } from "./identity.ts";
import { APPROVERS_MAX, type Signed } from "./messages.ts";

export const APPROVAL_V1 = "sealbook.approval/v1";
export const REASON_CHARS_MAX = 500;
export const ATTEMPTS_MAX = 100;
const POINT_BYTES = 32;
const CHARS_MAX = 4096;

interface Of {
  approval: typeof APPROVAL_V1;
  group: string;
  number: number;
  batch: string;
  /** 1, 2, 3 … */
  attempt: number;
  /** Base64 SHA-256 of the batch's statement. */
  statement: string;
}
export type Approval = Of & ({ says: "approve"; hiding: string; binding: string } | { says: "reject"; reason: string });

export function statementHash(statement: Uint8Array): string {
  return toBase64(sha256(statement));
}

export function encodeApproval(approval: Approval): string {
  return canonicalJson(approval);
}

/** The approval that a signed text is; undefined unless it has its one form and is signed by that key. @param signing base64 */
export function readApproval(signed: Signed, signing: string): Approval | undefined {
  const value = parseCanonicalJson(signed.text, { depthMax: 2, charsMax: CHARS_MAX });
  const says = typeof value === "object" && value !== null && "says" in value ? value.says : undefined;
  const own = says === "approve" ? ["hiding", "binding"] : ["reason"];
  const fields = readFields(
    value,
    ["approval", "group", "number", "batch", "attempt", "statement", "says", ...own],
    [],
  );
  const { approval, group, number, batch, attempt, statement } = fields ?? {};
  if (approval !== APPROVAL_V1 || !isUuid(group) || !isUuid(batch) || !isBase64Of(statement, DIGEST_BYTES))
    return undefined;
  if (!isWithin(number, APPROVERS_MAX) || !isWithin(attempt, ATTEMPTS_MAX)) return undefined;
  if (!isSignedByApprover({ signing, ...signed })) return undefined;
  const of: Of = { approval, group, number, batch, attempt, statement };
  const { hiding, binding, reason } = fields ?? {};
  if (says === "approve" && isBase64Of(hiding, POINT_BYTES) && isBase64Of(binding, POINT_BYTES)) {
    return { ...of, says, hiding, binding };
  }
  return says === "reject" && isLine(reason, REASON_CHARS_MAX) ? { ...of, says, reason } : undefined;
}

/** The commitments of approvals, in the order of their numbers: the list under which all of them sign. */
export function commitmentsOf(approvals: readonly Approval[]): SigningCommitment[] {
  return approvals
    .flatMap((each) =>
      each.says === "approve" ? [{ number: each.number, hiding: each.hiding, binding: each.binding }] : [],
    )
    .sort((one, other) => one.number - other.number);
}

const isWithin = (value: unknown, most: number): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= most;
