/** What goes with templates: fonts, pictures, previews. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { RANGED, representBytes } from "#lib/infra/http/representation.ts";
import { findPackageFile } from "#lib/pdf/faces.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { GALLERY } from "../drawing/gallery/gallery.ts";
import { drawPreview, judgePreview } from "../pages/preview.ts";
import { findPicture, findVersion } from "../rows.ts";
import { FONT_NAMES, type FontName, TEMPLATE_FONTS } from "../schema/fonts.ts";
import {
  fontParamsSchema,
  galleryParamsSchema,
  judgedSchema,
  pictureParamsSchema,
  previewQuerySchema,
  previewSchema,
  versionParamsSchema,
} from "../schema/requests.ts";
import { FAULT_CODES, PICTURE_BYTES_MAX } from "../types.ts";
import { addPicture } from "../verbs/add-picture.ts";

const reading = { method: "GET", auth: "member-or-key", scope: "certificates:read" } as const;
/** Whoever opens one by itself is shown a picture and nothing that runs. */
const INERT = {
  "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
};
/** Under a digest, or out of a package: what it says never changes, and it is the member's own. */
const KEPT = { "cache-control": "private, max-age=31536000, immutable" };
const DOCUMENT_BYTES_MAX = 1024 * 1024;
const PICTURES = ["image/png", "image/jpeg"] as const;
const DRAWINGS = ["application/pdf", "image/svg+xml", "image/png"] as const;

const fonts = new Map<FontName, Uint8Array<ArrayBuffer>>();

/** 14 MB for a Chinese one, read by the first who asks. */
function fontFile(name: FontName): Uint8Array<ArrayBuffer> {
  const known =
    fonts.get(name) ?? new Uint8Array(readFileSync(findPackageFile(`@expo-google-fonts/${TEMPLATE_FONTS[name].file}`)));
  fonts.set(name, known);
  return known;
}

const font = endpoint(
  {
    ...reading,
    path: "/api/v1/templates/fonts/{font}",
    params: fontParamsSchema,
    limit: RATE_LIMITS.read,
    ...RANGED,
    produces: ["font/ttf"],
  },
  ({ params, request }) => {
    const name = FONT_NAMES.find((each) => params.font === `${each}.ttf`);
    if (!name) throw new SealbookError("not_found");
    return representBytes(request, fontFile(name), { ...KEPT, "content-type": "font/ttf" });
  },
);

const picture = endpoint(
  {
    ...reading,
    path: "/api/v1/templates/pictures/{sha256}",
    params: pictureParamsSchema,
    limit: RATE_LIMITS.read,
    ...RANGED,
    produces: PICTURES,
  },
  async ({ actor, params, request }) => {
    const found = await findPicture(actor.organisationId, params.sha256);
    if (!found) throw new SealbookError("not_found");
    return representBytes(request, found.bytes, { ...KEPT, ...INERT, "content-type": found.mediaType });
  },
);

/** The picture itself is the body; what it is said to be does not count. */
const add = endpoint(
  {
    ...{ method: "POST", path: "/api/v1/templates/pictures", auth: "member-or-key", scope: "templates:write" },
    limit: RATE_LIMITS.pictures,
    bytes: { max: PICTURE_BYTES_MAX },
    statuses: [201],
    refuses: [
      ...(["picture_format", "picture_too_large", "picture_animated", "picture_unreadable"] as const),
      ...(["picture_dimensions", "too_many_pictures"] as const),
    ],
    output: z.strictObject({
      ...{ sha256: z.string(), mediaType: z.enum(PICTURES), width: z.int(), height: z.int() },
    }),
  },
  async ({ actor, bytes }) => {
    const added = await addPicture({ actor, file: bytes });
    return { status: 201, headers: { location: `/api/v1/templates/pictures/${added.sha256}` }, body: added };
  },
);

const preview = endpoint(
  {
    ...{ method: "POST", path: "/api/v1/templates/preview", auth: "member-or-key", scope: "certificates:read" },
    ...{ limit: RATE_LIMITS.drawing, repeats: "safe", query: previewQuerySchema, body: previewSchema },
    ...{ produces: DRAWINGS, refuses: ["template_unfit", "not_found"] },
    bodyBytesMax: DOCUMENT_BYTES_MAX,
  },
  async ({ actor, query, body }) => {
    const { bytes, mediaType } = await drawPreview(actor, { ...query, ...body });
    return {
      headers: { ...INERT, "content-type": mediaType, "cache-control": "no-store" },
      payload: Buffer.from(bytes),
    };
  },
);

const gallery = endpoint(
  {
    ...reading,
    path: "/api/v1/templates/gallery/{design}",
    ...{ params: galleryParamsSchema, limit: RATE_LIMITS.drawing, ...RANGED, produces: ["image/svg+xml"] },
  },
  async ({ actor, params, request }) => {
    const [design, language] = params.design;
    const document = GALLERY.find(({ id }) => id === design)?.document(language);
    if (!document) throw new SealbookError("not_found");
    const { bytes, mediaType } = await drawPreview(actor, { document, sample: "ordinary", as: "svg" });
    const headers = { ...INERT, "content-type": mediaType, "cache-control": "private, no-cache" };
    return representBytes(request, new Uint8Array(bytes), headers);
  },
);

const faults = endpoint(
  {
    ...{ method: "POST", path: "/api/v1/templates/faults", auth: "member-or-key", scope: "certificates:read" },
    ...{ limit: RATE_LIMITS.drawing, repeats: "safe", body: judgedSchema, bodyBytesMax: DOCUMENT_BYTES_MAX },
    refuses: ["template_unfit", "not_found"],
    output: z.strictObject({
      faults: z.array(
        z.strictObject({
          ...{ field: z.string(), code: z.enum(FAULT_CODES) },
          ...{ character: z.string().optional(), standard: z.string().optional() },
        }),
      ),
      values: z.record(z.string(), z.string()),
    }),
  },
  async ({ actor, body }) => ({ body: await judgePreview(actor, body) }),
);

const versionPreview = endpoint(
  {
    ...reading,
    path: "/api/v1/templates/{id}/versions/{number}/preview",
    ...{ params: versionParamsSchema, query: previewQuerySchema, limit: RATE_LIMITS.drawing },
    ...{ ...RANGED, produces: DRAWINGS, refuses: [...RANGED.refuses, "template_unfit"] },
  },
  async ({ actor, params: { id, number }, query, request }) => {
    const found = await findVersion(actor.organisationId, { templateId: id, number });
    if (!found) throw new SealbookError("not_found");
    const { bytes, mediaType } = await drawPreview(actor, { document: found.document, ...query });
    const headers = { ...INERT, "content-type": mediaType, "cache-control": "private, no-cache" };
    return representBytes(request, new Uint8Array(bytes), headers);
  },
);

export const filesEndpoints = [font, picture, add, preview, gallery, faults, versionPreview];
