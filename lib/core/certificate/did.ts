/** DIDs of issuers, by the method did:web, in the one spelling that is taken here: host in lower case, a port as `%3A`, plain path segments. */

const DID_CHARS_MAX = 256;
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const PORT = "%3A[1-9][0-9]{0,4}";
/** No segment is `.` or `..`: the DID stands for an address. */
const SEGMENT = "(?!\\.{1,2}(?::|$))[A-Za-z0-9._-]+";
const DID_WEB = new RegExp(`^did:web:${LABEL}(?:\\.${LABEL})*(?:${PORT})?(?::${SEGMENT})*$`);

export function isDidWeb(value: unknown): value is string {
  return typeof value === "string" && value.length <= DID_CHARS_MAX && DID_WEB.test(value);
}
