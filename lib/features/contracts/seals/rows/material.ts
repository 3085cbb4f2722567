/** What a signature of a seal is prepared with: its certificates, and how it looks. Nothing secret. */
import { deflateSync } from "node:zlib";
import type { MemberActor } from "#lib/gate/actor.ts";
import type { SealPicture } from "#lib/pades/appearance.ts";
import type { SignerCertificates, SigningKind } from "#lib/pades/cms.ts";
import { loadShaper } from "#lib/pdf/shaping.ts";
import { nameOf, readCertificate } from "#lib/pki/certificate.ts";
import { writeSealDrawing } from "../drawing/write-seal.ts";
import type { SealDesign } from "../types.ts";
import { findSealRow, type SealRow, toSeal } from "./seals.ts";

export interface SealMaterial {
  kind: SigningKind;
  certificates: SignerCertificates;
  /** As the certificate has it. */
  name: string;
  picture: SealPicture;
}

/** Drawn once for as long as a process runs: a seal's picture never changes. */
const PICTURES_MAX = 100;
const pictures = new Map<string, SealPicture>();

/** Undefined where there is no such seal within reach. */
export async function readMaterial(actor: MemberActor, id: string): Promise<SealMaterial | undefined> {
  const row = await findSealRow(actor, id);
  if (!row) return undefined;
  const certificate = new Uint8Array(row.certificate);
  const read = readCertificate(certificate);
  return {
    kind: row.signing as SigningKind,
    certificates: { certificate, chain: row.chain.map((each) => new Uint8Array(each)) },
    name: read ? nameOf(read) : row.name,
    picture: await pictureOf(row),
  };
}

async function pictureOf(row: SealRow): Promise<SealPicture> {
  const known = pictures.get(row.id);
  if (known) return known;
  const made = await madePicture(row);
  if (pictures.size >= PICTURES_MAX) pictures.clear();
  pictures.set(row.id, made);
  return made;
}

async function madePicture(row: SealRow): Promise<SealPicture> {
  if (row.picture === null) {
    await loadShaper();
    return writeSealDrawing(row.design as unknown as SealDesign);
  }
  const { default: sharp } = await import("sharp");
  const { data, info } = await sharp(row.picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const count = info.width * info.height;
  const [colours, alpha] = [Buffer.alloc(3 * count), Buffer.alloc(count)];
  for (let at = 0; at < count; at++) {
    data.copy(colours, 3 * at, 4 * at, 4 * at + 3);
    alpha[at] = data[4 * at + 3] ?? 0;
  }
  const { width, height } = toSeal(row, false);
  const compressed = (bytes: Buffer) => new Uint8Array(deflateSync(bytes));
  return {
    ...{ kind: "pixels", width, height, columns: info.width, rows: info.height },
    ...{ colours: compressed(colours), alpha: compressed(alpha) },
  };
}
