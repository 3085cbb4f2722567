/** When a certificate is valid, by its own dates, for a date that the reader chose. */
import type { CertificateStep, CertificateVerification } from "./words.ts";

export type Period = { from?: string | undefined; until?: string | undefined };

export function checkValidity(
  { from, until }: Period,
  at: Date,
): { step: CertificateStep; period: NonNullable<CertificateVerification["period"]> } {
  const name = "validity";
  const period = {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    at: at.toISOString(),
  };
  const time = at.getTime();
  // A date that none can be read from begins never, and is over always.
  if (from !== undefined && !(Date.parse(from) <= time)) {
    return { step: { name, status: "failed", reason: "not_yet_valid", found: from }, period };
  }
  if (until !== undefined && !(Date.parse(until) > time)) {
    return { step: { name, status: "failed", reason: "expired", found: until }, period };
  }
  return { step: { name, status: "ok", reason: "ok" }, period };
}
