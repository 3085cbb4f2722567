/**
 * Whether a certificate was revoked, by what its issuer said of it: lists (RFC 5280 section 6.3) and answers (RFC 6960 section 3.2) that
 * came along. Nobody is asked here. Only the key that issued the certificate speaks for it, or one to which that key gave this task.
 */
import { equalBytes, toHex } from "#lib/core/text/bytes.ts";
import {
  isNamedFor,
  isValidAt,
  mayIssue,
  maySignLists,
  readCertificate,
  unknownCritical,
  type X509,
} from "./certificate.ts";
import { distributionPoints, type RevocationList, type Revoked } from "./crl.ts";
import { type DerNode, readDer, TAG } from "./der.ts";
import type { CertificateId, StatusResponse } from "./ocsp.ts";
import { HASHES, SHA1 } from "./oids.ts";
import type { RevocationMaterial } from "./revocation-material.ts";
import { type SignatureVerdict, verifySignature } from "./signature.ts";

const OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
const DISTRIBUTION_POINTS = "2.5.29.31";
/** Certificates of one issuer, and signatures looked at to find them, where nobody whom the reader named says which is the right one. */
const ISSUERS_MAX = 8;
const ISSUER_SIGNATURES_MAX = 32;

/** Why nothing is known. `not_by_issuer`: what came along is by somebody else. `not_evaluated`: a part of a list, another issuer's, a demand or an algorithm that is not known here, or more than is looked at. */
export const REVOCATION_GAPS = [
  "no_answer",
  "issuer_missing",
  "not_by_issuer",
  "not_evaluated",
  "says_unknown",
] as const;
export type RevocationGap = (typeof REVOCATION_GAPS)[number];

/** `asOf`: when its issuer knew that; `until`: when it was to say so anew. */
export type RevocationStatus =
  | { status: "good"; by: "crl" | "ocsp"; asOf: Date; until: Date | undefined }
  | ({ status: "revoked"; by: "crl" | "ocsp" } & Revoked)
  | { status: "unknown"; reason: RevocationGap };

/** What was said of it, and when its issuer knew that. */
type Said = Exclude<RevocationStatus, { status: "unknown" }> & { asOf: Date };
type Asked = {
  certificate: X509;
  issuer: X509;
  candidates: readonly X509[];
  material: RevocationMaterial;
  now: Date;
};

/**
 * What its issuer said of a certificate.
 *
 * @param input.issuer as the path says that leads to somebody whom the reader named; without it, whoever's key issued the certificate is asked
 * @param input.candidates certificates that came along, and those that the reader named
 * @param input.now answers from later than this count for nothing
 */
export async function revocationOf(input: {
  certificate: X509;
  issuer?: X509 | undefined;
  candidates: readonly X509[];
  material: RevocationMaterial;
  now: Date;
}): Promise<RevocationStatus> {
  const { certificate, candidates, material, now } = input;
  const issuers = input.issuer ? [input.issuer] : await issuersOf(certificate, { candidates, material });
  if (issuers.length === 0) return { status: "unknown", reason: "issuer_missing" };
  const said: Said[] = [];
  const gaps = new Set<RevocationGap>();
  for (const issuer of issuers) {
    const asked = { certificate, issuer, candidates, material, now };
    for (const each of [...(await fromLists(asked)), ...(await fromResponses(asked))])
      if (typeof each === "string") gaps.add(each);
      else said.push(each);
  }
  const found = judged(said);
  if (found?.status === "revoked") return found;
  // Whoever was revoked may stand in what was not looked at.
  if (material.isPartial) return { status: "unknown", reason: "not_evaluated" };
  return found ?? { status: "unknown", reason: REVOCATION_GAPS.findLast((gap) => gaps.has(gap)) ?? "no_answer" };
}

/**
 * The certificates whose key issued another one, where they may. That they could, does not say that anybody vouches for them: somebody else
 * may have put the issuer's name and key into a certificate that says less, which is why all of them count.
 */
export async function issuersOf(
  certificate: X509,
  { candidates, material }: { candidates: readonly X509[]; material: RevocationMaterial },
): Promise<X509[]> {
  const { signed: data, signature, signatureAlgorithm: algorithm, issuer, der } = certificate;
  const found: X509[] = [];
  let left = ISSUER_SIGNATURES_MAX;
  for (const candidate of candidates) {
    if (!equalBytes(candidate.subject, issuer) || [der, ...found.map((each) => each.der)].some(isSame(candidate)))
      continue;
    // Of old certificates nothing says that they may: whether they are authorities is the reader's to say, and trust's to tell.
    if (!mayIssue(candidate, { below: 0, purpose: undefined, isNamed: true })) continue;
    if (--left < 0 || found.length === ISSUERS_MAX) {
      material.isPartial = true;
      break;
    }
    const { publicKey } = candidate;
    if (isGood(await verifySignature({ data, signature, algorithm, publicKey, acceptsWeak: true })))
      found.push(candidate);
  }
  return found;
}

const isSame =
  ({ der }: X509) =>
  (other: Uint8Array): boolean =>
    equalBytes(der, other);

const isGood = (verdict: SignatureVerdict): boolean => verdict === "ok" || verdict === "ok_empty_id";

/**
 * Once revoked is revoked, but for what was only suspended: there the newest answer says how it stands (CRLReason certificateHold), by when
 * its issuer knew it and not by when the suspension began.
 */
function judged(said: readonly Said[]): RevocationStatus | undefined {
  const final = said.flatMap((each) => (each.status === "revoked" && each.reason !== "certificate_hold" ? each : []));
  const [first] = final.toSorted((left, right) => left.at.getTime() - right.at.getTime());
  const isHeld = ({ status }: Said) => Number(status === "revoked");
  const byTime = said.toSorted(
    (left, right) => left.asOf.getTime() - right.asOf.getTime() || isHeld(left) - isHeld(right),
  );
  const found: Said | undefined = first ?? byTime.at(-1);
  if (found?.status !== "revoked") return found;
  const { asOf: _, ...revoked } = found;
  return revoked;
}

async function fromLists(asked: Asked): Promise<(Said | RevocationGap)[]> {
  const { certificate, issuer, material, now } = asked;
  const about = material.lists.filter((list) => equalBytes(list.issuer, certificate.issuer) && list.thisUpdate <= now);
  const whole: RevocationList[] = [];
  const gaps: RevocationGap[] = [];
  for (const list of about) {
    const { signed: data, signature, signatureAlgorithm: algorithm } = list;
    const verdict = await material.verify(list, { data, signature, algorithm, publicKey: issuer.publicKey });
    if (verdict === "bad" || !maySignLists(issuer)) gaps.push("not_by_issuer");
    else if (!isGood(verdict) || !isAbout(list, certificate)) gaps.push("not_evaluated");
    else whole.push(list);
  }
  const deltas = whole.filter(({ base }) => base !== undefined);
  const complete = whole.filter(({ base }) => base === undefined);
  // What continues a list that did not come along says nothing by itself.
  if (complete.length === 0 && deltas.length > 0) gaps.push("not_evaluated");
  return [...gaps, ...complete.flatMap((list) => fromList(list, { deltas, certificate }))];
}

/** A list and what continues it (section 5.2.4). */
function fromList(
  list: RevocationList,
  { deltas, certificate }: { deltas: readonly RevocationList[]; certificate: X509 },
): Said[] {
  const serial = toHex(certificate.serial);
  const { number } = list;
  const isNext = ({ base = 0n, number: own = 0n }: RevocationList) =>
    number !== undefined && base <= number && own > number;
  const [delta] = deltas.filter(isNext).toSorted((left, right) => Number((right.number ?? 0n) - (left.number ?? 0n)));
  const { thisUpdate: asOf, nextUpdate: until } = delta ?? list;
  const entry = delta?.revoked.get(serial) ?? list.revoked.get(serial);
  if (entry && entry.reason !== "remove_from_crl") return [{ status: "revoked", by: "crl", ...entry, asOf }];
  // Who has ended is taken from the list (section 3.3): not to be on it says nothing any more.
  return asOf > certificate.notAfter ? [] : [{ status: "good", by: "crl", asOf, until }];
}

/** Whether a list speaks of this certificate, for all reasons, in a way that is understood. */
function isAbout({ scope, notEvaluated }: RevocationList, certificate: X509): boolean {
  if (notEvaluated.length > 0 || scope.isIndirect || scope.hasSomeReasons) return false;
  const isAuthority = mayIssue(certificate, { below: 0, purpose: undefined, isNamed: false });
  if (scope.only !== undefined && scope.only !== (isAuthority ? "authorities" : "users")) return false;
  if (scope.points.length === 0) return true;
  const own = distributionPoints(certificate.extensions.get(DISTRIBUTION_POINTS)?.value);
  return scope.points.some((point) => own.some((each) => equalBytes(each, point)));
}

async function fromResponses(asked: Asked): Promise<(Said | RevocationGap)[]> {
  const said: (Said | RevocationGap)[] = [];
  for (const response of asked.material.responses) {
    const answer = response.answers.find(({ about }) => isFor(about, asked));
    if (answer === undefined || answer.thisUpdate > asked.now) continue;
    const { thisUpdate: asOf, nextUpdate: until, status } = answer;
    const verdict = await verdictOf(response, asked);
    if (verdict === "bad") said.push("not_by_issuer");
    else if (!isGood(verdict) || answer.isCritical) said.push("not_evaluated");
    else if (status === "unknown") said.push("says_unknown");
    else if (status !== "good") said.push({ status: "revoked", by: "ocsp", ...status, asOf });
    else if (asOf <= asked.certificate.notAfter) said.push({ status: "good", by: "ocsp", asOf, until });
  }
  return said;
}

function isFor({ hashOid, issuerName, issuerKey, serial }: CertificateId, { certificate, issuer }: Asked): boolean {
  const hash = hashOid === SHA1.oid ? SHA1 : HASHES[hashOid];
  if (hash === undefined || !equalBytes(serial, certificate.serial)) return false;
  return equalBytes(hash.digest(certificate.issuer), issuerName) && equalBytes(hash.digest(keyOf(issuer)), issuerKey);
}

/** Signed by the issuer, or by somebody whom it certified for that and nothing else will do (section 4.2.2.2). */
async function verdictOf(response: StatusResponse, { issuer, candidates, material }: Asked): Promise<SignatureVerdict> {
  const { signed: data, signature, signatureAlgorithm: algorithm, responder, producedAt, certificates } = response;
  const isNamed = (each: X509): boolean =>
    "name" in responder
      ? equalBytes(each.subject, responder.name)
      : equalBytes(SHA1.digest(keyOf(each)), responder.key);
  const along = certificates.flatMap((der) => readCertificate(Uint8Array.from(der)) ?? []);
  let worst: SignatureVerdict = "bad";
  for (const each of [issuer, ...along, ...candidates]) {
    if (!isNamed(each)) continue;
    if (!equalBytes(each.der, issuer.der)) {
      const isDelegate = isNamedFor(each, OCSP_SIGNING) && isValidAt(each, producedAt) && !unknownCritical(each).length;
      if (!isDelegate || !equalBytes(each.issuer, issuer.subject)) continue;
      const own = { data: each.signed, signature: each.signature, algorithm: each.signatureAlgorithm };
      const delegated = await material.verify(response, { ...own, publicKey: issuer.publicKey });
      if (delegated !== "bad" && !isGood(delegated)) worst = delegated;
      if (!isGood(delegated)) continue;
    }
    const verdict = await material.verify(response, { data, signature, algorithm, publicKey: each.publicKey });
    if (isGood(verdict)) return verdict;
    if (verdict !== "bad") worst = verdict;
  }
  return worst;
}

/** The bits of a key, without what says of which kind it is. */
function keyOf({ publicKey }: X509): Uint8Array {
  const bits: DerNode | undefined = readDer(publicKey)?.children[1];
  return bits?.tag === TAG.bitString ? bits.content.subarray(1) : publicKey;
}
