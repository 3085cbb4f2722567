import { SANDBOX_RECORDS_MAX } from "#lib/features/accounts/organisations/types.ts";
import { authenticateRequest } from "#lib/gate/authenticate.ts";
import { endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { openSandboxSchema, sandboxKeySchema } from "./schema.ts";
import { SANDBOX_QUOTA_BYTES, SANDBOX_SCOPES } from "./types.ts";
import { openSandbox } from "./verbs/open-sandbox.ts";

/** A test key, for whoever reads the reference: without an account where the installation allows it. The secret is shown this once. */
const open = endpoint(
  {
    method: "POST",
    path: "/api/v1/sandbox",
    auth: "public",
    limit: RATE_LIMITS.sandbox,
    body: openSandboxSchema,
    output: sandboxKeySchema,
    ...{ statuses: [201], refuses: ["sandbox_off"] },
  },
  async ({ body, request }) => {
    const who = await authenticateRequest(request);
    const { key, secret } = await openSandbox({ days: body.days, isMember: who !== undefined && "kind" in who });
    const expiresAt = (key.expiresAt ?? new Date()).toISOString();
    return {
      status: 201,
      headers: { "cache-control": "no-store", "sealbook-test": "true" },
      body: {
        ...{ id: key.id, key: secret, scopes: [...SANDBOX_SCOPES], expiresAt, test: true as const },
        ...{ recordsMax: SANDBOX_RECORDS_MAX, contentBytesMax: SANDBOX_QUOTA_BYTES },
      },
    };
  },
);

export const sandboxEndpoints = [open];
