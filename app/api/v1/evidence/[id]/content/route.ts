import { idParamsSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { openEvidenceContent } from "#lib/features/evidence/records/verbs/open-content.ts";
import { methods, route } from "#lib/gate/route.ts";
import { downloadHeaders } from "#lib/infra/http/download.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";

const download = route(
  { auth: "member-or-key", scope: "evidence:read", limit: RATE_LIMITS.read, params: idParamsSchema },
  async ({ actor, params }) => {
    const { stream, size, name, sha256 } = await openEvidenceContent({ actor, id: params.id });
    const digest = Buffer.from(sha256, "hex").toString("base64");
    // Never the recorded media type: it is what someone said, and a browser would act on it.
    const headers = downloadHeaders({ filename: name, mediaType: "application/octet-stream", length: size });
    return new Response(stream, { headers: { ...headers, "repr-digest": `sha-256=:${digest}:` } });
  },
);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: download });
