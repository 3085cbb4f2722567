/**
 * What only the organisation and whom it shows the receipt to get to see: who handed something in, under what name. Version 2 adds own
 * fields, each of a type, such as a contract's number or an amount.
 */
import { utf8 } from "../text/bytes.ts";
import { canonicalJson, parseCanonicalJson } from "../text/canonical-json.ts";
import { type Fields, isBase64Of, isLine, isUuid, readFields } from "../text/json-fields.ts";
import { type Digests, readDigests } from "./digests.ts";
import { SALT_BYTES } from "./members.ts";
import { type OwnFields, readOwnFields } from "./own-fields.ts";

export const DETAILS_V1 = "sealbook.details/v1";
export const DETAILS_V2 = "sealbook.details/v2";

/** Lengths in UTF-16 code units. */
const DETAILS_CHARS_MAX = 16 * 1024;
const FILE_NAME_CHARS_MAX = 1024;
const MEDIA_TYPE_CHARS_MAX = 255;
const PLATFORM_CHARS_MAX = 128;
const JSON_DEPTH_MAX = 4;

export type PrivateDetails = {
  details: typeof DETAILS_V1 | typeof DETAILS_V2;
  actor: { kind: "user" | "api-key"; id: string };
  /** Version 2 only; at least one. */
  fields?: OwnFields;
  /** Whether the content of an upload was kept; of a digest there is none to keep. */
  kept?: boolean;
  mediaType?: string;
  method: "upload" | "digest";
  name: string;
  platform: string;
  salt: string;
  /** What the client announced of an upload; in version 1 its SHA-256 alone. */
  stated?: Digests;
};

/** Canonical bytes of private details. Throws TypeError for what `parseDetails` would refuse. */
export function encodeDetails(details: PrivateDetails): Uint8Array {
  const text = canonicalJson(details);
  if (parseDetails(text) === undefined) throw new TypeError("not private details");
  return utf8(text);
}

/** The private details that a text is; undefined unless it is canonical and every member is in its one form. */
export function parseDetails(text: string): PrivateDetails | undefined {
  const fields = readFields(
    parseCanonicalJson(text, { depthMax: JSON_DEPTH_MAX, charsMax: DETAILS_CHARS_MAX }),
    ["details", "actor", "method", "name", "platform", "salt"],
    ["fields", "kept", "mediaType", "stated"],
  );
  const actor = readActor(fields?.actor);
  if (fields === undefined || actor === undefined) return undefined;
  const { details, method, name, platform, salt } = fields;
  if (details !== DETAILS_V1 && details !== DETAILS_V2) return undefined;
  if (method !== "upload" && method !== "digest") return undefined;
  if (!isLine(name, FILE_NAME_CHARS_MAX) || !isLine(platform, PLATFORM_CHARS_MAX)) return undefined;
  if (!isBase64Of(salt, SALT_BYTES)) return undefined;
  return readOptional(fields, { details, actor, method, name, platform, salt });
}

function readOptional(fields: Fields, parsed: PrivateDetails): PrivateDetails | undefined {
  const { kept, mediaType } = fields;
  const isFirst = parsed.details === DETAILS_V1;
  const stated = readDigests(fields.stated);
  const own = readOwnFields(fields.fields);
  if (typeof kept !== (parsed.method === "upload" ? "boolean" : "undefined")) return undefined;
  if (mediaType !== undefined && !isLine(mediaType, MEDIA_TYPE_CHARS_MAX)) return undefined;
  if (fields.stated !== undefined && stated === undefined) return undefined;
  if (isFirst && stated !== undefined && Object.keys(stated).length > 1) return undefined;
  if (fields.fields !== undefined && (isFirst || own === undefined)) return undefined;
  return {
    ...parsed,
    ...(typeof kept === "boolean" ? { kept } : {}),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(stated === undefined ? {} : { stated }),
    ...(own === undefined ? {} : { fields: own }),
  };
}

function readActor(value: unknown): PrivateDetails["actor"] | undefined {
  const fields = readFields(value, ["kind", "id"], []);
  if ((fields?.kind !== "user" && fields?.kind !== "api-key") || !isUuid(fields.id)) return undefined;
  return { kind: fields.kind, id: fields.id };
}
