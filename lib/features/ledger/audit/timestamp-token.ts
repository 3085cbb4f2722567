/** Just enough DER (ITU-T X.690) to read what an RFC 3161 token states. Its signature is for whoever trusts the authority. */

interface Element {
  tag: number;
  content: Uint8Array;
}

const TAG = { integer: 0x02, octets: 0x04, oid: 0x06, time: 0x18, sequence: 0x30, set: 0x31, explicit0: 0xa0 } as const;
/** 1.2.840.113549.1.7.2, RFC 5652 section 5.1 */
const SIGNED_DATA = "2a864886f70d010702";
/** 1.2.840.113549.1.9.16.1.4, RFC 3161 section 2.4.2 */
const TST_INFO = "2a864886f70d0109100104";
/** 2.16.840.1.101.3.4.2.1 */
const SHA256 = "608648016503040201";
const LENGTH_BYTES_MAX = 4;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d+))?Z$/;

/** What a TimeStampToken states: the SHA-256 that was stamped, and when. Undefined unless it is one, with that algorithm. */
export function readTimestampToken(token: Uint8Array): { sha256: Uint8Array; time: Date } | undefined {
  const [outer] = readElements(token, [TAG.sequence]) ?? [];
  const [type, wrapped] = readElements(outer, [TAG.oid, TAG.explicit0]) ?? [];
  const [signedData] = readElements(wrapped, [TAG.sequence]) ?? [];
  const [, , encapsulated] = readElements(signedData, [TAG.integer, TAG.set, TAG.sequence], "more") ?? [];
  const [contentType, content] = readElements(encapsulated, [TAG.oid, TAG.explicit0]) ?? [];
  const [octets] = readElements(content, [TAG.octets]) ?? [];
  const [info] = readElements(octets, [TAG.sequence]) ?? [];
  const order = [TAG.integer, TAG.oid, TAG.sequence, TAG.integer, TAG.time];
  const [, , imprint, , time] = readElements(info, order, "more") ?? [];
  const [algorithm, hash] = readElements(imprint, [TAG.sequence, TAG.octets]) ?? [];
  const [algorithmId] = readElements(algorithm, [TAG.oid], "more") ?? [];
  if (hexOf(type) !== SIGNED_DATA || hexOf(contentType) !== TST_INFO || hexOf(algorithmId) !== SHA256) return undefined;
  const at = readTime(time);
  return hash?.length === 32 && at ? { sha256: hash, time: at } : undefined;
}

/** The contents of elements that follow each other with these tags; undefined when they do not, or when others follow. */
function readElements(
  bytes: Uint8Array | undefined,
  tags: readonly number[],
  others: "none" | "more" = "none",
): Uint8Array[] | undefined {
  const contents: Uint8Array[] = [];
  let rest = bytes;
  for (const tag of tags) {
    const element = rest && readElement(rest);
    if (element?.tag !== tag) return undefined;
    contents.push(element.content);
    rest = element.rest;
  }
  return others === "more" || rest?.length === 0 ? contents : undefined;
}

function readElement(bytes: Uint8Array): (Element & { rest: Uint8Array }) | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > LENGTH_BYTES_MAX || first === 0x80) return undefined;
  const start = 2 + lengthBytes;
  const length = lengthBytes === 0 ? first : bytes.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  if (start + length > bytes.length) return undefined;
  return { tag, content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

function hexOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString("hex");
}

/** RFC 3161 section 2.4.2: UTC, with any number of decimals; those below a millisecond are dropped. */
function readTime(bytes: Uint8Array | undefined): Date | undefined {
  const match = GENERALIZED_TIME.exec(bytes ? Buffer.from(bytes).toString("latin1") : "");
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, decimals = ""] = match;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${decimals.slice(0, 3).padEnd(3, "0")}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
