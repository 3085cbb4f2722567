/**
 * A file of a bundle, as a line of canonical JSON (RFC 8785): a line of the bundle's list, and the leaf of its tree. By its salt nothing of it
 * can be guessed from the tree's other hashes.
 */
import { isSize } from "../claim/members.ts";
import { DIGEST_BYTES, utf8 } from "../text/bytes.ts";
import { parseCanonicalJson } from "../text/canonical-json.ts";
import { isBase64Of, isLine, readFields } from "../text/json-fields.ts";
import { PATH_CHARS_MAX, pathFlaw } from "../text/path-name.ts";

export const FILE_V1 = "sealbook.file/v1";
export const LINE_SALT_BYTES = 16;
const MEDIA_TYPE_CHARS_MAX = 255;
/** A path whose every character is escaped, and the rest. */
export const LINE_CHARS_MAX: number = 6 * PATH_CHARS_MAX + 1024;

export type FileLine = {
  file: typeof FILE_V1;
  /** Its path in the bundle: `annexes/plan.pdf`. */
  name: string;
  /** Base64. */
  sha256: string;
  /** Base64, where whoever sent it states it: what is compared when SHA-256 proves nothing any more. */
  "sha3-256"?: string;
  /** Bytes, where they are known. */
  size?: number;
  mediaType?: string;
  /** Base64 of 16 random bytes. */
  salt: string;
};

/** The bytes of a line, without its line feed. Throws TypeError for what `parseLine` would refuse. */
export function encodeLine(line: FileLine): Uint8Array {
  const text = lineText(line);
  if (parseLine(text) === undefined) throw new TypeError("not the line of a file");
  return utf8(text);
}

/** The text of a line whose members are known to be in their one form: what `canonicalJson` makes of them, many times as fast. */
export function lineText({ name, sha256, "sha3-256": sha3, size, mediaType, salt }: Omit<FileLine, "file">): string {
  const media = mediaType === undefined ? "" : `"mediaType":${JSON.stringify(mediaType)},`;
  const second = sha3 === undefined ? "" : `,"sha3-256":"${sha3}"`;
  const end = size === undefined ? second : `${second},"size":${size}`;
  return `{"file":"${FILE_V1}",${media}"name":${JSON.stringify(name)},"salt":"${salt}","sha256":"${sha256}"${end}}`;
}

/** The file that a line states; undefined unless it is canonical and every member is in its one form. */
export function parseLine(text: string): FileLine | undefined {
  const fields = readFields(
    parseCanonicalJson(text, { depthMax: 1, charsMax: LINE_CHARS_MAX }),
    ["file", "name", "sha256", "salt"],
    ["sha3-256", "size", "mediaType"],
  );
  if (fields === undefined) return undefined;
  const { file, name, sha256, "sha3-256": sha3, salt, size, mediaType } = fields;
  if (file !== FILE_V1 || !isPath(name) || !isBase64Of(sha256, DIGEST_BYTES)) return undefined;
  if (sha3 !== undefined && !isBase64Of(sha3, DIGEST_BYTES)) return undefined;
  if (!isBase64Of(salt, LINE_SALT_BYTES) || (size !== undefined && !isSize(size, 0))) return undefined;
  if (mediaType !== undefined && !isLine(mediaType, MEDIA_TYPE_CHARS_MAX)) return undefined;
  return {
    ...{ file, name, sha256, salt },
    ...(sha3 === undefined ? {} : { "sha3-256": sha3 }),
    ...(size === undefined ? {} : { size }),
    ...(mediaType === undefined ? {} : { mediaType }),
  };
}

/** In its composed form: another would be a second spelling of the same. */
function isPath(name: unknown): name is string {
  return typeof name === "string" && pathFlaw(name) === undefined && name.normalize("NFC") === name;
}
