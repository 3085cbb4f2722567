/** What becomes of what was found: which changes are forbidden, what the time is worth, and the headline. */
import { isValidAt, type X509 } from "#lib/pki/certificate.ts";
import { isLocked, isPermitted, type Lock } from "./permissions.ts";
import type { Change, Forbidden, Integrity, PdfHeadline, SignatureReport, SignatureTime } from "./report.ts";

export function forbiddenOf(
  changes: readonly Change[],
  { level, locks }: { level: 1 | 2 | 3 | undefined; locks: readonly Lock[] },
): Forbidden[] {
  const forbidden: Forbidden[] = [];
  const forbid = (kind: Forbidden["kind"], by: Forbidden["by"]) => {
    if (!forbidden.some((each) => each.kind === kind && each.by === by)) forbidden.push({ kind, by });
  };
  for (const { kind, field, isSeen } of changes) {
    if (kind === "other") forbid(kind, "content");
    else if (level && !isPermitted(kind, level)) forbid(kind, "certification");
    // Who certifies may permit what is drawn over the page; nobody else did.
    else if (isSeen && level === undefined) forbid(kind, "content");
    if (field !== undefined && locks.some((lock) => isLocked(field, lock))) forbid(kind, "lock");
  }
  return forbidden;
}

/** What holds by itself holds for a document that everybody reads alike. */
export function within(found: Integrity, { wasThere, isSound }: { wasThere: boolean; isSound: boolean }): Integrity {
  if (!wasThere) return { status: "failed", reason: "replaced" };
  return found.status === "ok" && !isSound ? { status: "unchecked", reason: "structure_unsound" } : found;
}

export function headlineOf(report: SignatureReport): PdfHeadline {
  const { kind, integrity, changes, trust, time, algorithm, revocation } = report;
  if (integrity.status === "failed") return "broken";
  if (changes.forbidden.length > 0) return "altered";
  // A time-stamp is nobody's consent: whoever vouches for it, or not, the document is as signed.
  const isUnread = changes.kinds.includes("unread");
  if (kind === "timestamp") return integrity.status === "ok" && !isUnread ? "valid" : "unchecked";
  if (isUnread) return "unchecked";
  const isWorthless = algorithm.status === "broken" || algorithm.status === "weak_key";
  if (integrity.status === "unchecked" || isWorthless || trust.status === "unchecked") return "unchecked";
  const isRevoked = revocation?.status === "revoked" && revocation.when !== "after";
  const isInTime = time.status !== "expired" && time.status !== "not_yet_valid";
  return trust.status === "trusted" && isInTime && !isRevoked ? "valid" : "untrusted";
}

/** @param proven by somebody whom the reader named: what the signer says, or a stamp of anybody's, proves nothing */
export function timeStatus(certificate: X509, proven: Date | undefined): SignatureTime["status"] {
  if (proven && proven.getTime() < certificate.notBefore.getTime()) return "not_yet_valid";
  if (proven) return isValidAt(certificate, proven) ? "ok" : "expired";
  if (Date.now() < certificate.notBefore.getTime()) return "not_yet_valid";
  return isValidAt(certificate, new Date()) ? "claimed" : "expired";
}
