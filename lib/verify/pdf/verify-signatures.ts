/** Every signature and time-stamp of a PDF: what it covers, whether it holds, what came after it, who vouches for it, and when it was made. */
import { equalBytes, toHex } from "#lib/core/text/bytes.ts";
import type { TimestampOutcome } from "#lib/core/verify/verification.ts";
import { type PdfDocument, readDocument } from "#lib/pdf/read/document.ts";
import { revisionEnds } from "#lib/pdf/read/revisions.ts";
import { type PdfSignature, readSignatures } from "#lib/pdf/read/signatures.ts";
import { isDict, isString, type PdfDict, toText } from "#lib/pdf/read/values.ts";
import { berLength } from "#lib/pki/ber.ts";
import { isValidAt, nameOf, type X509 } from "#lib/pki/certificate.ts";
import { shownName, shownPart } from "#lib/pki/names.ts";
import { OID } from "#lib/pki/oids.ts";
import { RevocationMaterial } from "#lib/pki/revocation-material.ts";
import { isAbout, readTimestamp, type Timestamp } from "#lib/rfc3161/read-timestamp.ts";
import { checkTimestamp } from "#lib/rfc3161/token.ts";
import { changesBetween } from "./changes.ts";
import { coveredBytes } from "./coverage.ts";
import { certificatesIn, certificatesOf } from "./document-certificates.ts";
import { readFields } from "./form.ts";
import { forbiddenOf, headlineOf, timeStatus, within } from "./judgement.ts";
import { certificationOf, type Permissions, permissionsOf } from "./permissions.ts";
import {
  CHANGE_KINDS,
  type Change,
  type Changes,
  type Integrity,
  PDF_HEADLINES,
  type PdfSignaturesReport,
  type SignatureReport,
  type SignatureTime,
  type SignatureTrust,
} from "./report.ts";
import { addStored, revocationInCms, signerRevocation } from "./revocation.ts";
import { readSaves } from "./saves.ts";
import { type CheckedSigner, checkSigner } from "./signer-checks.ts";
import { isReadAlike } from "./structure.ts";
import { countingAt, derOf, readAll, type Trusted, trustIn, untrusted } from "./trust.ts";

/** Of one file, looked at for signatures that are gone. */
const REVISIONS_MAX = 24;
/** Each is checked against a revision of its own; of more, the newest are. */
const SIGNATURES_MAX = 24;
/** What is said of who vouches for a token whose signature holds. */
const VOUCHED_FLAWS: readonly string[] = ["authority_untrusted", "wrong_purpose", "certificate_expired"];
const BYTE_RANGE = /\/ByteRange[\0\t\n\f\r ]*\[/g;

/** @returns undefined for a PDF without signatures */
export async function verifyPdfSignatures(pdf: Uint8Array, trusted: Trusted): Promise<PdfSignaturesReport | undefined> {
  const document = await readDocument(pdf);
  const all = await readSignatures(document);
  const found = all.filter(({ isUsageRights }) => !isUsageRights);
  const stated = [...toText(pdf).matchAll(BYTE_RANGE)].length;
  const hasLost = stated > all.length && document.encryption === undefined && (await hasLostSome(pdf, all));
  if (found.length === 0 && !hasLost) return undefined;
  const own = [...(await certificatesOf(document)), ...(trusted.intermediates ?? [])];
  const revocation = new RevocationMaterial(trusted.revocation);
  await addStored(document, revocation);
  const signatureNumbers = new Set(found.map(({ number }) => number));
  const signatures: SignatureReport[] = [];
  for (const signature of found.slice(-SIGNATURES_MAX)) {
    signatures.push(
      await new SignatureCheck({ pdf, document, signature, signatureNumbers, own, revocation, trusted }).run(),
    );
  }
  const headlines = signatures.map(headlineOf);
  if (hasLost || signatures.length === 0) headlines.push("altered");
  const leftOut = found.length - signatures.length;
  if (leftOut > 0) headlines.push("unchecked");
  const headline = PDF_HEADLINES.find((each) => headlines.includes(each)) ?? "unchecked";
  return { size: pdf.length, headline, signatures, leftOut, hasLost };
}

/** What a later save replaced, or took out of reach, is still in the bytes: an earlier revision has a signature that is not there any more. */
async function hasLostSome(pdf: Uint8Array, all: readonly PdfSignature[]): Promise<boolean> {
  const there = new Set(all.map(({ contents }) => toHex(contents)));
  for (const end of revisionEnds(pdf).slice(-REVISIONS_MAX)) {
    const earlier = (await readSignatures(await readDocument(pdf.subarray(0, end)))).filter(
      ({ isUsageRights }) => !isUsageRights,
    );
    if (earlier.some(({ contents }) => !there.has(toHex(contents)))) return true;
  }
  return false;
}

interface Given {
  pdf: Uint8Array;
  document: PdfDocument;
  signature: PdfSignature;
  /** Of the objects that are signatures. */
  signatureNumbers: ReadonlySet<number>;
  /** Certificates that the document carries to be checked by. */
  own: Uint8Array[];
  /** Lists and answers about certificates, of the reader, the document, and the signatures that were looked at. */
  revocation: RevocationMaterial;
  trusted: Trusted;
}

class SignatureCheck {
  private readonly given: Given;

  constructor(given: Given) {
    this.given = given;
  }

  async run(): Promise<SignatureReport> {
    const { pdf, document, signature } = this.given;
    const { format, contents, reason } = signature;
    const kind = format === "ETSI.RFC3161" ? "timestamp" : "signature";
    const field = readFields(document).find(({ dict }) => document.resolve(dict.get("V")) === signature.dict)?.name;
    const covered = coveredBytes(pdf, signature);
    const told = { kind, format, field, reason, coversTo: covered?.end ?? 0, isCertification: false } as const;
    if (covered === undefined) {
      const checked = { integrity: { status: "failed", reason: "range_wrong" }, ...NOTHING } as const;
      return { ...told, ...checked, changes: { kinds: [], forbidden: [] } };
    }
    const revision = pdf.subarray(0, covered.end);
    const before = await readDocument(revision);
    const isSound = await isReadAlike(revision, before);
    const old = before.objects.get(signature.number)?.value;
    const wasThere = isDict(old) && hasSameBytes(before, old, contents);
    // As it was signed: a later save does not say what it may do.
    const permissions = permissionsOf(before, isDict(old) ? old : signature.dict);
    const isCertification = certificationOf(before)?.number === signature.number;
    const changes = await this.changes(isSound ? before : undefined, {
      end: covered.end,
      permissions,
      isCertification,
    });
    const own = [...certificatesIn(document, signature.dict), ...this.given.own];
    const checked =
      kind === "timestamp"
        ? await this.timestamp(covered.bytes)
        : await this.signature(await checkSigner({ format, contents, covered: covered.bytes, certificates: own }));
    const integrity = within(checked.integrity, { wasThere, isSound });
    return { ...told, ...checked, integrity, isCertification, changes };
  }

  private async signature(checked: CheckedSigner) {
    const { certificate, helpers, info, cms, integrity, algorithm, notes } = checked;
    const claimed = info?.attributes?.signingTime ?? claimedTime(this.given.signature.time);
    const stamp = info && timestampOf(info);
    const proven = stamp && info && (await this.provenBy(stamp, info.signature));
    if (certificate === undefined)
      return {
        integrity,
        algorithm,
        profile: notes,
        ...NO_SIGNER,
        time: { claimed, proven, status: "unknown" as const },
      };
    const { anchors: named, known } = this.given.trusted;
    const certain = earlierOf(proven?.isTrusted ? proven.time : undefined, known);
    const time = { claimed, proven, known, status: timeStatus(certificate, certain) };
    const at = [certain, new Date()].find((each) => each && isValidAt(certificate, each)) ?? certificate.notAfter;
    const { trust, path } = await trustIn(certificate, { helpers, at, named });
    const anchors = readAll(named.map(derOf));
    if (cms && info) this.given.revocation.addFound(revocationInCms(cms, info));
    const revocation = await signerRevocation({
      certificate,
      path,
      candidates: [...anchors, ...helpers],
      anchors,
      material: this.given.revocation,
      proven: certain,
      now: new Date(),
    });
    return { integrity, algorithm, profile: notes, signer: signerOf(certificate), trust, time, revocation };
  }

  private async timestamp(covered: Uint8Array) {
    const { contents } = this.given.signature;
    const stamp = readTimestamp(contents.subarray(0, berLength(contents) ?? 0));
    const malformed = { status: "failed", reason: "contents_malformed" } as const;
    if (stamp === undefined) return { integrity: malformed, ...NOTHING };
    const about = isAbout(stamp.info, covered);
    const authorities = countingAt(this.given.trusted.authorities, stamp.info.time);
    const outcome = await checkTimestamp({ timestamp: stamp, authorities });
    const integrity = about === false ? flawed("digest_mismatch") : integrityOf(outcome, about);
    const authority = "authority" in outcome ? outcome.authority : "-";
    const isTrusted = outcome.status === "ok";
    const proven = { time: stamp.info.time, authority, isTrusted };
    const trust: SignatureTrust = isTrusted ? { status: "trusted" } : untrusted(this.given.trusted.authorities);
    const time: SignatureTime = { claimed: undefined, proven, status: "ok" };
    return { ...NOTHING, integrity, algorithm: { name: "-", status: "ok" } as const, trust, time };
  }

  /** A token over the signature's value (RFC 3161 appendix A). */
  private async provenBy(stamp: Timestamp, value: Uint8Array): Promise<SignatureTime["proven"]> {
    if (isAbout(stamp.info, value) !== true) return undefined;
    const authorities = countingAt(this.given.trusted.authorities, stamp.info.time);
    const outcome = await checkTimestamp({ timestamp: stamp, authorities });
    if (outcome.status !== "ok" && outcome.status !== "unproven") return undefined;
    return { time: stamp.info.time, authority: outcome.authority, isTrusted: outcome.status === "ok" };
  }

  /** @param before the signed revision, where everybody reads it alike */
  private async changes(
    before: PdfDocument | undefined,
    { end, permissions, isCertification }: { end: number; permissions: Permissions; isCertification: boolean },
  ): Promise<Changes> {
    const { pdf, signatureNumbers: signatures } = this.given;
    if (end === pdf.length) return { kinds: [], forbidden: [] };
    const after = before && (await readSaves(before, { pdf, end }));
    if (!before || !after) return { kinds: ["unread"], forbidden: [] };
    const found = changesBetween(before, { after, signatures });
    const changes: Change[] = found.length > 0 ? found : [{ kind: "nothing" }];
    const kinds = CHANGE_KINDS.filter((kind) => changes.some((each) => each.kind === kind));
    const level = isCertification ? (permissions.level ?? 2) : undefined;
    return { kinds, forbidden: forbiddenOf(changes, { level, locks: permissions.locks }) };
  }
}

const NO_SIGNER = {
  signer: undefined,
  trust: { status: "untrusted", reason: "not_named" },
  revocation: undefined,
} as const;
const NOTHING = {
  ...NO_SIGNER,
  algorithm: { name: "-", status: "unknown" },
  time: { claimed: undefined, proven: undefined, status: "unknown" },
  profile: [] as SignatureReport["profile"],
} as const;

const flawed = (reason: Extract<Integrity, { status: "failed" }>["reason"]): Integrity => ({
  status: "failed",
  reason,
});

/** Of a time-stamp: its signature was verified where no more than its certificate is in the way. */
function integrityOf(outcome: TimestampOutcome, isAboutThis: boolean | undefined): Integrity {
  const isVerified =
    outcome.status === "ok" ||
    outcome.status === "unproven" ||
    (outcome.status === "failed" && VOUCHED_FLAWS.includes(outcome.reason));
  if (isVerified && isAboutThis === true) return { status: "ok" };
  if (outcome.status !== "failed") return { status: "unchecked", reason: "algorithm_unknown" };
  if (outcome.reason === "certificate_mismatch") return flawed("certificate_mismatch");
  return outcome.reason === "token_signature_invalid"
    ? flawed("signature_wrong")
    : { status: "unchecked", reason: "algorithm_unknown" };
}

function signerOf(certificate: X509): SignatureReport["signer"] {
  const { serial, subject, issuer, notBefore, notAfter } = certificate;
  const names = { name: nameOf(certificate), organisation: shownPart(subject, [OID.organization]) };
  return { ...names, issuer: shownName(issuer) ?? "-", serial: toHex(serial), notBefore, notAfter };
}

function timestampOf({ unsigned }: NonNullable<CheckedSigner["info"]>): Timestamp | undefined {
  const value = unsigned.get(OID.signatureTimestamp);
  return value && readTimestamp(value.bytes);
}

/** Either proves that it was signed by then. */
function earlierOf(one: Date | undefined, other: Date | undefined): Date | undefined {
  return one && other ? new Date(Math.min(one.getTime(), other.getTime())) : (one ?? other);
}

/** `D:20261129081658+05'30'` (ISO 32000-2 section 7.9.4); without a zone nobody knows when that was. */
function claimedTime(text: string | undefined): Date | undefined {
  const found = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:(Z)|([+-])(\d\d)'?(\d\d)?)/.exec(text ?? "");
  if (!found) return undefined;
  const [, year, month, day, hours, minutes, seconds, utc, sign, zoneHours = "00", zoneMinutes = "00"] = found;
  const zone = utc ?? `${sign}${zoneHours}:${zoneMinutes}`;
  const time = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}${zone}`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function hasSameBytes(before: PdfDocument, old: PdfDict, contents: Uint8Array): boolean {
  const value = before.resolve(old.get("Contents"));
  return isString(value) && equalBytes(value.bytes, contents);
}
