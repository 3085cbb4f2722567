/** A certificate as an Open Badges 3.0 credential (1EdTech; W3C VC Data Model 2.0): one form, made here and read back strictly. */
import { isDidWeb } from "#lib/core/certificate/did.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { isTime, isUuid, isUuidV7 } from "#lib/core/text/json-fields.ts";
import { CERTIFICATE_CONTEXTS } from "./contexts.ts";
import type { Members } from "./data-integrity.ts";
import { readStatusEntry, type StatusEntry, statusEntry } from "./status-entry.ts";

const UUID_URN = "urn:uuid:";
/** UTF-16 code units. */
const TEXT_CHARS_MAX = 10_000;
/** The badge as SVG could not carry them. */
const NO_XML = /[\ufffe\uffff]/;
const FIELDS_MAX = 100;
export const FIELD_NAME = /^[a-z0-9_-]{1,64}$/;
/** An address of a status list: printable ASCII without what no IRI has. */
const ADDRESS = /^https?:\/\/[!#-;=?-[\]_a-z~]{1,500}$/;

/** What a certificate states. Times are RFC 3339 with milliseconds; texts are normalised to NFC. */
export type CertificateContent = {
  /** UUIDv7. */
  certificateId: string;
  issuer: { did: string; name: string; url?: string };
  name: string;
  /** What was achieved, as the template's version says. `id`: UUID of that version. */
  achievement: { id: string; name: string; description: string; criteria: string };
  holderName: string;
  validFrom: string;
  validUntil?: string;
  /** By name (a-z, 0-9, `_`, `-`). */
  fields: Readonly<Record<string, string>>;
  /** Address of the status list's credential, and the entry in it. */
  status: StatusEntry;
};

/** The credential without its proof, member by member as in its JSON. */
export type Credential = ReturnType<typeof build>;

/** See above. @throws {TypeError} for what `readOpenBadge` would refuse */
export function openBadge(content: CertificateContent): Credential {
  const normal = normalised(content);
  if (!isContent(normal)) throw new TypeError("not the content of a certificate");
  return build(normal);
}

function build(content: CertificateContent) {
  const { issuer, achievement, status, validUntil } = content;
  return {
    "@context": CERTIFICATE_CONTEXTS,
    id: `${UUID_URN}${content.certificateId}`,
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: {
      ...{ id: issuer.did, type: ["Profile"], name: issuer.name },
      ...(issuer.url === undefined ? {} : { url: issuer.url }),
    },
    validFrom: content.validFrom,
    ...(validUntil === undefined ? {} : { validUntil }),
    name: content.name,
    credentialSubject: {
      type: ["AchievementSubject"],
      // A name in words is the identifier that people compare with a document of identity.
      identifier: [{ type: "IdentityObject", identityType: "name", hashed: false, identityHash: content.holderName }],
      achievement: {
        ...{ id: `${UUID_URN}${achievement.id}`, type: ["Achievement"], name: achievement.name },
        ...{ description: achievement.description, criteria: { narrative: achievement.criteria } },
      },
      certificate: content.fields,
    },
    credentialStatus: statusEntry(status),
  };
}

/**
 * What a credential states, if it is a certificate in the one form in which we make it, whatever the order of its members. JSON-LD lets the same
 * signature stand for other JSON; what is shown to people is read from this form alone.
 */
export function readOpenBadge(credential: Members): CertificateContent | undefined {
  const content = contentOf(credential);
  if (content === undefined || !isContent(content)) return undefined;
  const { proof: _, ...unsigned } = credential;
  return canonicalJson(build(content)) === canonicalJson(unsigned) ? content : undefined;
}

/** Whatever stands in the places where a certificate has its content. */
function contentOf(credential: Members): CertificateContent | undefined {
  const { issuer, credentialSubject: subject } = credential;
  const status = readStatusEntry(credential.credentialStatus);
  if (!isObject(issuer) || !isObject(subject) || !status || !isObject(subject.achievement)) return undefined;
  const { achievement } = subject;
  const [identity] = Array.isArray(subject.identifier) ? subject.identifier : [];
  if (!isObject(identity) || !isObject(achievement.criteria) || !isObject(subject.certificate)) return undefined;
  const { validUntil } = credential;
  return {
    certificateId: withoutUrn(credential.id),
    issuer: {
      ...{ did: issuer.id as string, name: issuer.name as string },
      ...(issuer.url === undefined ? {} : { url: issuer.url as string }),
    },
    name: credential.name as string,
    achievement: {
      ...{ id: withoutUrn(achievement.id), name: achievement.name as string },
      ...{ description: achievement.description as string, criteria: achievement.criteria.narrative as string },
    },
    holderName: identity.identityHash as string,
    validFrom: credential.validFrom as string,
    ...(validUntil === undefined ? {} : { validUntil: validUntil as string }),
    fields: subject.certificate as Record<string, string>,
    status,
  };
}

/** Every member by what it has to be; what the types say has not been looked at yet. */
function isContent({ certificateId, issuer, achievement, status, fields, ...content }: CertificateContent): boolean {
  const { name, holderName, validFrom, validUntil } = content;
  const texts = [issuer.name, name, achievement.name, achievement.description, achievement.criteria, holderName];
  const entries = Object.entries(fields);
  return (
    isUuidV7(certificateId) &&
    isDidWeb(issuer.did) &&
    (issuer.url === undefined || isAddress(issuer.url)) &&
    isUuid(achievement.id) &&
    [...texts, ...entries.map(([, value]) => value)].every(isText) &&
    entries.length <= FIELDS_MAX &&
    entries.every(([field]) => FIELD_NAME.test(field) && field !== "__proto__") &&
    isTime(validFrom) &&
    (validUntil === undefined || (isTime(validUntil) && validUntil > validFrom)) &&
    isAddress(status.list) &&
    Number.isSafeInteger(status.index) &&
    status.index >= 0
  );
}

function normalised(content: CertificateContent): CertificateContent {
  const { issuer, achievement, fields } = content;
  const entries = Object.entries(fields).map(([field, value]) => [field, nfc(value)] as const);
  return {
    ...content,
    issuer: { ...issuer, name: nfc(issuer.name) },
    name: nfc(content.name),
    achievement: {
      ...{ id: achievement.id, name: nfc(achievement.name) },
      ...{ description: nfc(achievement.description), criteria: nfc(achievement.criteria) },
    },
    holderName: nfc(content.holderName),
    fields: Object.fromEntries(entries),
  };
}

const nfc = (text: string): string => text.normalize("NFC");
const isAddress = (value: unknown): boolean => typeof value === "string" && ADDRESS.test(value);

export function isText(value: unknown): boolean {
  return (
    typeof value === "string" &&
    value.length <= TEXT_CHARS_MAX &&
    value.isWellFormed() &&
    !NO_XML.test(value) &&
    value.normalize("NFC") === value
  );
}

function withoutUrn(id: unknown): string {
  return typeof id === "string" && id.startsWith(UUID_URN) ? id.slice(UUID_URN.length) : "";
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
