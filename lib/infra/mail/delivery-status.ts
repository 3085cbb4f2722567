/**
 * Reports of mail servers that a letter did not arrive (RFC 3464), read as a stranger's: whatever is not one is nothing. What it is about is
 * the envelope id that we gave the letter (RFC 3461 section 4.4); servers that know no such ids return the head of the letter, whose
 * Message-ID begins with the same.
 */

/** What a report says of one letter. */
export interface DeliveryStatus {
  /** Whatever may be our id of the letter. */
  names: string[];
  /** It did not arrive, and will not. false: it is late, or has arrived. */
  failed: boolean;
}

const PARTS_MAX = 20;
const HEAD_LINES_MAX = 1_000;
const REPORT = /^message\/(?:global-)?delivery-status\b/i;
const RETURNED = /^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/global-headers)\b/i;

/** @param message as it came, bounded by whoever read it. @returns undefined for whatever is no report */
export function readDeliveryStatus(message: string): DeliveryStatus | undefined {
  const whole = readPart(message.replaceAll("\r\n", "\n"));
  const type = whole.head.get("content-type") ?? "";
  const boundary = /;\s*boundary\s*=\s*(?:"([^"\n]{1,70})"|([^\s;"]{1,70}))/i.exec(type);
  if (!/^multipart\/report\b/i.test(type) || !boundary) return undefined;
  const parts = partsOf(whole.body, boundary[1] ?? boundary[2] ?? "").map(readPart);
  const report = parts.find(({ head }) => REPORT.test(head.get("content-type") ?? ""));
  if (!report) return undefined;
  // A group of the message's fields, then one for each recipient (RFC 3464 section 2.1).
  const [ofMessage, ...ofRecipients] = report.body
    .trim()
    .split(/\n[ \t]*\n/)
    .map(readHead);
  const returned = parts.find(({ head }) => RETURNED.test(head.get("content-type") ?? ""));
  const messageId = /^<([^@<>\s]+)@/.exec(returned ? (readHead(returned.body).get("message-id") ?? "") : "")?.[1];
  const names = [ofMessage?.get("original-envelope-id"), messageId].flatMap((name) => (name ? [name] : []));
  return { names, failed: ofRecipients.some((fields) => /^failed\b/i.test(fields.get("action") ?? "")) };
}

interface Part {
  head: Map<string, string>;
  body: string;
}

function readPart(text: string): Part {
  const end = text.search(/^[ \t]*$/m);
  const [head, body] = end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end).replace(/^[ \t]*\n/, "")];
  return { head: readHead(head), body };
}

/** Fields by their names in lower case, unfolded (RFC 5322 section 2.2.3); of several of one name the first. */
function readHead(text: string): Map<string, string> {
  const [head = ""] = text.split(/\n[ \t]*\n/, 1);
  const fields = new Map<string, string>();
  for (const line of head.replaceAll(/\n[ \t]+/g, " ").split("\n", HEAD_LINES_MAX)) {
    const [, name = "", value = ""] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== "" && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value.trim());
  }
  return fields;
}

/** RFC 2046 section 5.1.1 */
function partsOf(body: string, boundary: string): string[] {
  const [, ...parts] = `\n${body}`.split(`\n--${boundary}`, PARTS_MAX);
  // What stands behind the closing delimiter ("--") is none.
  const last = parts.findIndex((part) => part.startsWith("--"));
  return (last < 0 ? parts : parts.slice(0, last)).map((part) => part.replace(/^[ \t]*\n/, ""));
}
