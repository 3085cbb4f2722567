/** Documents as they come to be sealed, and a seal for them. */
import { generateKeyPairSync, sign } from "node:crypto";
import { deflateSync } from "node:zlib";
import { degrees, PDFDocument, StandardFonts } from "pdf-lib";
import type { SealPicture } from "#lib/pades/appearance.ts";
import { reservedBytes, SIGNING, type SigningKind, signedAttributes, signedData } from "#lib/pades/cms.ts";
import { complete, coveredDigest, type Preparation, prepare, readSignable } from "#lib/pades/prepare.ts";
import { AUTHORITY, forge, keyUsage, newKey } from "#tests/pki/forged-certificates.ts";

/** A red frame of 30 mm with a filled corner, so that a seal that stands on its head is seen. */
export const PICTURE: SealPicture = {
  ...{ kind: "drawing", width: 30, height: 30 },
  operators: new Uint8Array(deflateSync("1 0 0 RG 1 0 0 rg 1 w 1 1 28 28 re S 2 22 6 6 re f")),
};

const root = newKey();
export const ROOT: Uint8Array = forge({
  subject: "Seal Root",
  key: root,
  issuer: "Seal Root",
  by: root,
  extensions: AUTHORITY,
});

export interface TestSigner {
  kind: SigningKind;
  certificate: Uint8Array;
  chain: Uint8Array[];
  sign(attributes: Uint8Array): Uint8Array;
}

export function newSigner(kind: Exclude<SigningKind, "sm2-sm3"> = "ecdsa-sha256"): TestSigner {
  const pair =
    kind === "ed25519"
      ? generateKeyPairSync("ed25519")
      : kind === "ecdsa-sha256"
        ? newKey()
        : generateKeyPairSync("rsa", { modulusLength: 2048 });
  const extensions = [keyUsage(0xc0)];
  const certificate = forge({ subject: "甲银行股份有限公司", key: pair, issuer: "Seal Root", by: root, extensions });
  const { privateKey } = pair;
  const pss = { key: privateKey, padding: 6, saltLength: 32 } as const;
  return {
    ...{ kind, certificate, chain: [ROOT] },
    sign: (data) =>
      new Uint8Array(
        kind === "ed25519"
          ? sign(null, data, privateKey)
          : sign("sha256", data, kind === "rsa-pss-sha256" ? pss : privateKey),
      ),
  };
}

export async function seal(
  pdf: Uint8Array,
  signer: TestSigner,
  wanted: Partial<Preparation> & { token?: (signature: Uint8Array) => Promise<Uint8Array> } = {},
): Promise<Uint8Array> {
  const { kind, certificate, chain } = signer;
  const { token, ...rest } = wanted;
  const prepared = await prepare(await readSignable(pdf), {
    ...{ place: { by: "nothing" }, name: "甲银行", at: new Date(), picture: PICTURE },
    reserveBytes: reservedBytes(signer, { stamped: token !== undefined }),
    ...rest,
  });
  const { hash } = SIGNING[kind];
  const digest = coveredDigest(prepared, hash);
  const attributes = signedAttributes({ kind, digest, certificate });
  const signature = signer.sign(attributes);
  const cms = signedData({ kind, certificate, chain, attributes, signature, token: await token?.(signature) });
  return complete(prepared, cms);
}

/** @param options.turned degrees clockwise; cropped: from 50, 60 on */
export async function contract(
  options: {
    pages?: number;
    packed?: boolean;
    turned?: number;
    cropped?: boolean;
    form?: boolean;
    words?: string;
  } = {},
): Promise<Uint8Array> {
  const { pages = 1, packed = false, turned = 0, cropped = false, form = false, words = "Loan contract" } = options;
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= pages; number++) {
    const page = document.addPage([595, 842]);
    page.drawText(`${words}, page ${number}`, { x: 100, y: 600, size: 14, font });
    page.drawText("(Seal here)", { x: 300, y: 200, size: 12, font });
    if (turned) page.setRotation(degrees(turned));
    if (cropped) page.setCropBox(50, 60, 495, 700);
  }
  if (form)
    document
      .getForm()
      .createTextField("Place")
      .addToPage(document.getPage(0), { x: 50, y: 100, width: 100, height: 20 });
  return await document.save({ useObjectStreams: packed });
}
