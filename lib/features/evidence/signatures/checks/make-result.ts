/** What is kept of a check: everything that it was made under, and what was found. */
import { toHex } from "#lib/core/text/bytes.ts";
import { etsiOf, worstOf } from "#lib/verify/pdf/etsi.ts";
import { factsOf, type Named } from "#lib/verify/pdf/named.ts";
import type { PdfSignaturesReport } from "#lib/verify/pdf/report.ts";
import { type CheckProblem, RESULT_FORMAT, SIGNATURE_POLICY, type SignaturesResult } from "../types.ts";

export function makeResult(input: {
  evidence: { id: string; sha256: Uint8Array; receivedAt: Date; size: number };
  named: readonly Named[];
  found: PdfSignaturesReport | CheckProblem;
  at: Date;
}): SignaturesResult {
  const { evidence, named, found, at } = input;
  const made = {
    format: RESULT_FORMAT,
    evidence: evidence.id,
    sha256: toHex(evidence.sha256),
    checkedAt: at.toISOString(),
    policy: SIGNATURE_POLICY,
    recordedAt: evidence.receivedAt.toISOString(),
    authorities: named.flatMap((each) => {
      const facts = factsOf(each);
      if (!facts) return [];
      const { from, to } = each;
      return [
        { role: each.role, name: facts.name, sha256: facts.fingerprint, ...(from && { from }), ...(to && { to }) },
      ];
    }),
  } as const;
  if (typeof found === "string") return { ...made, problem: found, size: evidence.size, signatures: [] };
  const signatures = found.signatures.map((signature) => ({ ...signature, etsi: etsiOf(signature) }));
  const { headline, leftOut, hasLost, size } = found;
  const etsi = hasLost
    ? ({ indication: "INDETERMINATE", subIndication: "SIG_CONSTRAINTS_FAILURE" } as const)
    : worstOf(
        signatures.map((signature) => signature.etsi),
        leftOut,
      );
  return { ...made, headline, etsi, leftOut, hasLost, size, signatures };
}

/** Every member of it that is a time, as JSON has them. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const TIMES: readonly string[] = ["claimed", "known", "time", "asOf", "until", "at", "notBefore", "notAfter"];

/** The report of a kept result, its times as times again; undefined where the document was not looked into. */
export function reportOf({
  headline,
  leftOut = 0,
  hasLost = false,
  size,
  signatures,
}: SignaturesResult): PdfSignaturesReport | undefined {
  if (headline === undefined) return undefined;
  return { headline, leftOut, hasLost, size, signatures };
}

/** @param text JSON of a result */
export function readResult(text: string): SignaturesResult {
  const result: SignaturesResult = JSON.parse(text);
  const signatures: SignaturesResult["signatures"] = JSON.parse(JSON.stringify(result.signatures), (key, value) =>
    TIMES.includes(key) && typeof value === "string" && TIME.test(value) ? new Date(value) : value,
  );
  return { ...result, signatures };
}
