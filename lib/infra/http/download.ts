/** Answers that a browser saves instead of showing. */

/**
 * Content-Disposition for a name of any characters: RFC 6266 section 4.3, with RFC 8187's encoding for the real name
 * and an ASCII one for readers that do not know it.
 */
export function attachmentHeader(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const encoded = encodeURIComponent(filename).replace(
    /['()*!]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** In place of the policy for what programs read (bin/web/security-headers.ts), and as strict. */
const POLICY = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers of a download: saved, never interpreted, whatever it contains. */
export function downloadHeaders(options: { filename: string; mediaType: string }): Record<string, string> {
  return {
    "content-type": options.mediaType,
    "content-disposition": attachmentHeader(options.filename),
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
  };
}
