/** Previews of designs: a page with values that nobody has, drawn as certificates are. */
import { publicUrl } from "#lib/env.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import { FairQueue } from "#lib/features/evidence/receipts/drawing/fair-queue.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { faultsOf } from "../checks/faults.ts";
import { CertificateUnfit, drawCertificate, drawCertificateSvg } from "../drawing/draw-certificate.ts";
import { SAMPLE_ID, SAMPLE_ISSUER, type SampleKind, sampleValues } from "../drawing/samples.ts";
import { readPictures } from "../rows.ts";
import type { CertificateValues, Fault, TemplateDocument } from "../types.ts";

const WAITING_PER_CALLER_MAX = 8;
const WAITING_MAX = 64;
const queue = new FairQueue({ perCallerMax: WAITING_PER_CALLER_MAX, totalMax: WAITING_MAX });
/** Of a preview: nobody issues it, and the same design gives the same bytes. */
const IDENTITY = new Uint8Array(16);
const PNG_DPI = 144;

export interface PreviewWish {
  document: TemplateDocument;
  sample: SampleKind;
  as: "pdf" | "svg" | "png";
  values?: CertificateValues | undefined;
}

const MEDIA_TYPES = { pdf: "application/pdf", svg: "image/svg+xml", png: "image/png" } as const;

/**
 * A page of a design with values that nobody has, drawn as certificates are; all of an organisation wait in one line.
 *
 * @throws {SealbookError} `forbidden`; `template_unfit` with the element that has no room, or whose picture is missing;
 *   `too_many_at_once`, `unavailable`
 */
export async function drawPreview(
  actor: MemberActor,
  { document, sample, as, values = {} }: PreviewWish,
): Promise<{ bytes: Uint8Array; mediaType: string }> {
  requirePermission(actor, "certificates:read");
  const { organisationId } = actor;
  const [pictures, issuer] = await Promise.all([readPictures(organisationId, document), findIssuer(organisationId)]);
  const drawing = {
    ...{ document, pictures, certificateId: SAMPLE_ID, address: `${publicUrl}/v/${SAMPLE_ID}`, identity: IDENTITY },
    values: { ...sampleValues(document, sample), ...values },
    issuerName: issuer?.name ?? SAMPLE_ISSUER[document.language],
    ...{ issuedAt: "2026-06-18T04:00:00.000Z", validUntil: "2029-06-18T04:00:00.000Z" },
  };
  try {
    return await queue.run(organisationId, async () => {
      if (as === "pdf") return { bytes: await drawCertificate(drawing), mediaType: MEDIA_TYPES.pdf };
      const svg = new TextEncoder().encode(await drawCertificateSvg(drawing));
      return { bytes: as === "svg" ? svg : await toPng(svg), mediaType: MEDIA_TYPES[as] };
    });
  } catch (error) {
    if (error instanceof CertificateUnfit) {
      throw new SealbookError("template_unfit", { details: { faults: `does_not_fit ${error.element}` } });
    }
    throw error;
  }
}

/**
 * What would keep a certificate with these values from being issued, whether or not the page can be drawn.
 *
 * @throws {SealbookError} `forbidden`; `too_many_at_once`, `unavailable`
 */
export async function judgePreview(
  actor: MemberActor,
  { document, sample, values = {} }: Omit<PreviewWish, "as">,
): Promise<{ faults: Fault[]; values: CertificateValues }> {
  requirePermission(actor, "certificates:read");
  const { organisationId } = actor;
  const issuer = await findIssuer(organisationId);
  const all = { ...sampleValues(document, sample), ...values };
  const particulars = {
    ...{ certificateId: SAMPLE_ID, address: `${publicUrl}/v/${SAMPLE_ID}` },
    issuerName: issuer?.name ?? SAMPLE_ISSUER[document.language],
  };
  const faults = await queue.run(organisationId, () => faultsOf({ document, values: all, particulars }));
  return { faults, values: all };
}

async function toPng(svg: Uint8Array): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  return new Uint8Array(await sharp(svg, { density: PNG_DPI, limitInputPixels: 30_000_000 }).png().toBuffer());
}
