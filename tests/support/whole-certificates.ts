/**
 * Whole certificates with real keys, as an installation issues them: credential, SD-JWT, pages, leaf in a batch's tree, record in a ledger,
 * receipt, delivered PDF; and what the network would say about them: the issuer's document, the history of its keys, status lists, entries.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { PDFDocument, PDFHexString } from "pdf-lib";
import { type BatchStatement, encodeBatchStatement } from "#lib/core/certificate/batch.ts";
import { encodeLeaf } from "#lib/core/certificate/leaf.ts";
import { sealMessage } from "#lib/core/certificate/seal.ts";
import { encodeStatusStatement, type StatusStatement, statusSubject } from "#lib/core/certificate/status.ts";
import { encodeRecord, entryOfRecord } from "#lib/core/claim/record.ts";
import type { RecordV2 } from "#lib/core/claim/record-v2.ts";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { formatNote } from "#lib/core/log/note.ts";
import { appendLeaves, inclusionProof } from "#lib/core/log/tiles.ts";
import { formatTlogProof } from "#lib/core/log/tlog-proof.ts";
import type { ReceiptExtra } from "#lib/core/receipt/extras.ts";
import { formatReceipt } from "#lib/core/receipt/receipt.ts";
import { concat, fromUtf8, sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { certificateExtra } from "#lib/core/verify/extras/certificate.ts";
import { bitsOf } from "#lib/credentials/bitstring.ts";
import { certificateSdJwt } from "#lib/credentials/certificate-sd-jwt.ts";
import type { SealPolicy } from "#lib/credentials/did-web.ts";
import { es256Signer, p256Jwk } from "#lib/credentials/es256.ts";
import { ed25519Multikey, p256Multikey } from "#lib/credentials/multibase.ts";
import { openBadge } from "#lib/credentials/open-badge.ts";
import { signCredential } from "#lib/credentials/sign-credential.ts";
import { signStatusList } from "#lib/credentials/sign-status-list.ts";
import { signTokenStatusList } from "#lib/credentials/sign-token-status-list.ts";
import { TOKEN_STATUSES } from "#lib/credentials/token-status-list.ts";
import { joinCertificates, openCertificate } from "#lib/verify/certificate/open.ts";
import type { LedgerTrustOf, Sources, StatusEntry } from "#lib/verify/certificate/sources.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import * as fixture from "#tests/core/receipt/receipt-fixture.ts";
import { deliver } from "#tests/support/delivered-pdf.ts";

export const HOST = "school.example";
export const DID = `did:web:${HOST}:issuers:school`;
export const ADDRESS = `https://${HOST}/issuers/school`;
export const LIST = `${ADDRESS}/status/1`;
export const TOKEN_LIST = `${ADDRESS}/token-status/1`;
export const ORGANISATION = "0190a5b2-7c3d-7e4f-8a5b-6c7d8e9f0a1d";
export const ISSUED_AT = "2026-11-22T13:45:00.123Z";
export const NOW = new Date("2026-11-29T12:00:00.000Z");
export const HOLDER = "张𠮷 Zhang Ji";
export const policy = fixture.noWitnessPolicy;

/** Keys that are the same in every run. */
const seed = (label: string) => sha256(utf8(`certificates: ${label}`));
export const edKey = { secretKey: seed("key-1"), publicKey: ed25519.getPublicKey(seed("key-1")) };
export const p256Key = { secretKey: seed("wallet-1"), publicKey: p256.getPublicKey(seed("wallet-1")) };
const sealSeed = seed("seal");
export const sealKey = toBase64(ed25519.getPublicKey(sealSeed));

const idOf = (at: number) => `0193563f-9a10-7b22-a5d3-0e6f4c1d2b${(16 + at).toString(16)}`;
const digest = (bytes: Uint8Array) => toBase64(sha256(bytes));
const text = (bytes: Uint8Array) => fromUtf8(bytes) ?? "";

export interface Making {
  /** Place among the certificates of its batch, of 11. */
  place?: number;
  issuedAt?: string;
  validFrom?: string;
  validUntil?: string;
  signedBy?: { secretKey: Uint8Array; method?: string };
  seal?: "good" | "wrong" | "other_key";
  isAnchored?: boolean;
  listIndex?: number;
  fields?: Record<string, string>;
  credential?: object;
  statement?: Partial<BatchStatement>;
  organisation?: string;
  extra?: object;
}

export interface MadeCertificate {
  id: string;
  credential: string;
  sdJwt: string;
  /** The PDF as designed. */
  pages: Uint8Array;
  leaf: Uint8Array;
  statement: Uint8Array;
  receipt: Uint8Array;
  /** The PDF as delivered. */
  delivered: Uint8Array;
}

const COUNT = 11;
const designed = await designPages();

export async function makeCertificate(making: Making = {}): Promise<MadeCertificate> {
  const { place = 6, issuedAt = ISSUED_AT, isAnchored = true } = making;
  const id = idOf(place);
  const credential = await credentialOf(id, making);
  const sdJwt = await sdJwtOf(id, making);
  const jwt = sdJwt.split("~", 1)[0] ?? "";
  const salt = toBase64(seed(`salt ${place}`).slice(0, 16));
  const forms = { credential: digest(utf8(credential)), pages: digest(designed), sdJwt: digest(utf8(jwt)) };
  const leaf = encodeLeaf({ id, ...forms, salt });
  const others = (at: number) => encodeLeaf({ id: idOf(at), ...forms, salt });
  const hashes = Array.from({ length: COUNT }, (_, at) => leafHash(at === place ? leaf : others(at)));
  const { root } = appendLeaves([], 0n, hashes);
  const path = inclusionProof({ index: BigInt(place), size: BigInt(COUNT), tile: () => concat(...hashes) });
  const statement = encodeBatchStatement({
    batch: "sealbook.batch/v1",
    issuer: DID,
    template: { id: idOf(0), version: 1, sha256: digest(utf8("template")) },
    ...{ count: COUNT, root: toBase64(root), credentialType: "OpenBadgeCredential", issuedAt },
    ...making.statement,
  });
  const seal = sealOf(statement, making.seal);
  const extra = {
    ...certificateExtra({ leaf, place: { index: BigInt(place), path }, statement, seal }),
    ...making.extra,
  };
  const receipt = receiptOf({
    record: {
      kind: "batch",
      issuer: DID,
      digests: { sha256: digest(statement) },
      claim: { root: toBase64(root), count: COUNT },
      receivedAt: issuedAt,
      ...(making.organisation ? { submitter: { organisation: making.organisation, name: "Another" } } : {}),
    },
    extras: [extra as ReceiptExtra],
    isAnchored,
  });
  const delivered = await deliver(designed, { credential: utf8(credential), receipt });
  return { id, credential, sdJwt, pages: designed, leaf, statement, receipt, delivered };
}

async function credentialOf(id: string, making: Making): Promise<string> {
  const { issuedAt = ISSUED_AT, listIndex = 77, fields = { score: "96", course: "数学" } } = making;
  const { secretKey, method } = { secretKey: edKey.secretKey, method: `${DID}#key-1`, ...making.signedBy };
  const badge = openBadge({
    certificateId: id,
    issuer: { did: DID, name: "Example School 示例学校" },
    name: "Diploma 毕业证书",
    achievement: {
      id: idOf(0),
      name: "Diploma 毕业证书",
      description: "Four years of study",
      criteria: "All courses passed",
    },
    holderName: HOLDER,
    validFrom: making.validFrom ?? issuedAt,
    ...(making.validUntil ? { validUntil: making.validUntil } : {}),
    fields: { holder_name: HOLDER, ...fields },
    status: { list: LIST, index: listIndex },
  });
  const credential = { ...badge, ...making.credential };
  return await signCredential({ credential, secretKey, verificationMethod: method, created: issuedAt });
}

async function sdJwtOf(certificateId: string, making: Making): Promise<string> {
  const { issuedAt = ISSUED_AT, validUntil, listIndex = 77, fields = { score: "96", course: "数学" } } = making;
  return await certificateSdJwt({
    certificateId,
    issuer: ADDRESS,
    issuerName: "Example School 示例学校",
    title: "Diploma 毕业证书",
    vct: `${ADDRESS}/types/${idOf(0)}`,
    issuedAt,
    validUntil,
    status: { uri: TOKEN_LIST, index: listIndex },
    fields: { holder_name: HOLDER, ...fields },
    predicates: { "score_gte.90": true },
    signer: { kid: `${DID}#wallet-1`, sign: es256Signer(p256Key.secretKey) },
  });
}

function sealOf(statement: Uint8Array, kind: Making["seal"]) {
  if (kind === undefined) return undefined;
  const by = kind === "other_key" ? seed("another seal") : sealSeed;
  const signature = ed25519.sign(sealMessage(kind === "wrong" ? utf8("another") : statement), by);
  return { key: toBase64(ed25519.getPublicKey(by)), signature: toBase64(signature) };
}

/** A receipt of the ledger `seal.example/ledger/main`, for a record with these members, at an index of its tree. */
export function receiptOf(input: {
  record: Partial<RecordV2> & Pick<RecordV2, "kind" | "digests">;
  extras?: ReceiptExtra[];
  isAnchored?: boolean;
  index?: number;
}): Uint8Array {
  const { extras = [], isAnchored = true, index = 3 } = input;
  const { id, details, receivedAt, salt, submitter } = fixture.record;
  const record: RecordV2 = { record: "sealbook.record/v2", id, details, receivedAt, salt, submitter, ...input.record };
  const bytes = encodeRecord(record);
  const entry = entryOfRecord(record, sha256(bytes));
  const changes = { record: text(bytes), entry: text(entry), ...(isAnchored ? { proof: proofOf(entry, index) } : {}) };
  const { details: _, ...receipt } = fixture.secondVersion(extras, changes);
  if (!isAnchored) delete (receipt as { proof?: string }).proof;
  return formatReceipt(receipt);
}

function proofOf(entry: Uint8Array, index: number): string {
  const all = [...Array.from({ length: index }, (_, at) => leafHash(utf8(`entry ${at}`))), leafHash(entry)];
  const { root, size } = appendLeaves([], 0n, all);
  const checkpoint = formatCheckpoint({ origin: fixture.ORIGIN, size, root });
  const hashes = inclusionProof({ index: BigInt(index), size, tile: () => concat(...all) });
  const signed = formatNote(checkpoint, [fixture.signedLine(fixture.ledger, checkpoint)]);
  return formatTlogProof({ index: BigInt(index), hashes, checkpoint: signed });
}

/** What the ledger has about a certificate. */
export function statusEntry(input: {
  of: Pick<MadeCertificate, "id" | "leaf">;
  state: StatusStatement["state"];
  index?: number;
  reason?: string;
  replacement?: string;
  issuer?: string;
  organisation?: string;
  isErased?: boolean;
  isAnchored?: boolean;
}): StatusEntry {
  const { of, state, index = 20, reason, replacement, issuer = DID, organisation = ORGANISATION } = input;
  const statement = encodeStatusStatement({
    status: "sealbook.status/v1",
    ...{ certificate: of.id, state, at: "2026-11-25T08:00:00.000Z", salt: toBase64(seed("status").slice(0, 16)) },
    ...(reason === undefined ? {} : { reason }),
    ...(replacement === undefined ? {} : { replacement }),
  });
  const receipt = receiptOf({
    record: {
      kind: "status",
      issuer,
      digests: { sha256: digest(statement) },
      subject: statusSubject(of.leaf),
      claim: { status: state },
      receivedAt: "2026-11-25T08:00:01.000Z",
      submitter: { organisation, name: "Example School" },
    },
    index,
    isAnchored: input.isAnchored ?? true,
  });
  return { index, receipt: text(receipt), ...(input.isErased ? {} : { statement: text(statement) }) };
}

/** A page as the renderer would make one: plain objects, and an id of its own. */
async function designPages(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = document.addPage([595, 842]);
  page.drawText("Diploma", { x: 72, y: 700, size: 36 });
  page.drawText("Zhang Ji", { x: 72, y: 640, size: 24 });
  const id = PDFHexString.of("00112233445566778899aabbccddeeff");
  document.context.trailerInfo.ID = document.context.obj([id, id]);
  document.setCreationDate(new Date(ISSUED_AT));
  document.setModificationDate(new Date(ISSUED_AT));
  return await document.save({ useObjectStreams: false, addDefaultPage: false });
}

export interface Life {
  /** Entries that the lists have set. */
  listed?: "revoked" | "suspended" | "superseded";
  listPurpose?: string;
  listAddress?: string;
  listValidUntil?: string;
  listSignedBy?: Uint8Array;
  listIssuer?: string;
  /** Undefined: it was not had. */
  without?: (keyof Sources)[];
  compromisedAsOf?: string;
  until?: string;
  policies?: SealPolicy[];
  domains?: Sources["domains"];
  statuses?: StatusEntry[];
  document?: string;
  history?: string;
}

/** What the network says about a certificate of the one issuer, entry 77 of its lists. */
export async function sourcesOf(form: "json" | "sd_jwt", life: Life = {}): Promise<Sources> {
  const sources: Sources = {
    document: life.document ?? didDocumentText(life),
    history: life.history ?? historyText(life),
    domains: life.domains ?? [{ domain: "school.example", method: "dns", seenAt: ISSUED_AT }],
    statusList: form === "json" ? await statusListText(life) : await tokenListText(life),
    statuses: life.statuses ?? [],
  };
  for (const name of life.without ?? []) delete sources[name];
  return sources;
}

/** As the issuer's host serves it (W3C DID 1.0, did:web). */
export function didDocumentText({ compromisedAsOf }: Life = {}): string {
  const revoked = compromisedAsOf === undefined ? {} : { revoked: compromisedAsOf };
  return JSON.stringify({
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
    id: DID,
    verificationMethod: [
      {
        id: `${DID}#key-1`,
        type: "Multikey",
        controller: DID,
        publicKeyMultibase: ed25519Multikey(edKey.publicKey),
        ...revoked,
      },
      { id: `${DID}#wallet-1`, type: "JsonWebKey", controller: DID, publicKeyJwk: p256Jwk(p256Key.publicKey) },
    ],
    assertionMethod: [...(compromisedAsOf === undefined ? [`${DID}#key-1`] : []), `${DID}#wallet-1`],
  });
}

export function historyText({ compromisedAsOf, until, policies }: Life = {}): string {
  const from = "2026-01-01T00:00:00.000Z";
  const ended = {
    ...(until === undefined ? {} : { until }),
    ...(compromisedAsOf === undefined ? {} : { compromisedAsOf }),
  };
  return JSON.stringify({
    history: "sealbook.issuer-keys/v1",
    issuer: DID,
    keys: [
      { id: `${DID}#key-1`, publicKeyMultibase: ed25519Multikey(edKey.publicKey), from, ...ended },
      { id: `${DID}#wallet-1`, publicKeyMultibase: p256Multikey(p256Key.publicKey), from },
    ],
    ...(policies ? { seal: { policies } } : {}),
  });
}

async function statusListText(life: Life): Promise<string> {
  const { listed, listAddress = LIST, listIssuer = DID, listSignedBy = edKey.secretKey } = life;
  const text = await signStatusList({
    issuer: listIssuer,
    address: listAddress,
    bits: bitsOf(131_072, listed ? [77] : [78]),
    validUntil: life.listValidUntil ?? "2026-11-30T12:00:00.000Z",
    secretKey: listSignedBy,
    verificationMethod: `${listIssuer}#key-1`,
    created: "2026-11-29T11:00:00.000Z",
  });
  if (life.listPurpose === undefined) return text;
  const { proof: _, ...credential } = JSON.parse(text);
  credential.credentialSubject.statusPurpose = life.listPurpose;
  return await signCredential({
    credential,
    secretKey: listSignedBy,
    verificationMethod: `${listIssuer}#key-1`,
    created: "2026-11-29T11:00:00.000Z",
  });
}

async function tokenListText(life: Life): Promise<string> {
  return await signTokenStatusList({
    address: life.listAddress ?? TOKEN_LIST,
    values: Uint8Array.from({ length: 131_072 }, (_, index) =>
      index === 77 ? TOKEN_STATUSES.indexOf(life.listed ?? "valid") : 0,
    ),
    issuedAt: "2026-11-29T11:00:00.000Z",
    expiresAt: life.listValidUntil ?? "2026-11-30T12:00:00.000Z",
    signer: { kid: `${DID}#wallet-1`, sign: es256Signer(life.listSignedBy ?? p256Key.secretKey) },
  });
}

/** The verdict of what somebody brought, with what the network says. */
export async function judge(
  brought: Uint8Array | string,
  { life, ...given }: { life?: Life; at?: Date; now?: Date; trust?: LedgerTrustOf; beside?: Uint8Array } = {},
): Promise<CertificateVerification> {
  const first = await openCertificate(brought);
  if (first === undefined) throw new Error("no certificate");
  const other = given.beside && (await openCertificate(given.beside));
  const opened = other ? joinCertificates(first, other) : first;
  const sources = await sourcesOf(opened.sdJwt === undefined ? "json" : "sd_jwt", life);
  const { trust = () => ({ policy }), now = NOW, at } = given;
  return await verifyCertificate(opened, { sources, trust, now, at });
}

/** `name: reason` of every step but those that are ok. */
export function storyOf({ steps }: CertificateVerification): string[] {
  return steps.flatMap(({ name, status, reason }) => (status === "ok" ? [] : [`${name}: ${reason}`]));
}
