/** Tells what may be a certificate of another system before anything that reads one is loaded. */

/** What a picture with a certificate in it has at most. */
export const ELSEWHERE_BYTES_MAX: number = 4 * 1024 * 1024;
const START = /^(?:.PNG|(?:<|\{|eyJ))/;
const START_BYTES = 2_048;
/** One stands in every certificate in JSON; in a JWS nothing can be read without taking it apart. */
const MARKS = ["openattestation", "blockcerts", "openbadge", "/ob/v3p0/", "VerifiableCredential"];

export function mayBeElsewhere(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.length > ELSEWHERE_BYTES_MAX) return false;
  const latin1 = (part: Uint8Array) => new TextDecoder("latin1").decode(part);
  const start = latin1(bytes.subarray(0, START_BYTES))
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  if (!START.test(start)) return false;
  if (!start.startsWith("{")) return true;
  const text = latin1(bytes);
  return MARKS.some((mark) => text.includes(mark));
}
