/** Sends the audit log to another system, for the worker. */
import { env, publicUrl } from "#lib/env.ts";
import { type Job, job } from "#lib/infra/jobs/job.ts";
import { readTarget } from "./types.ts";
import { noteStream, sendUnsent } from "./verbs/send-unsent.ts";

const INTERVAL_MS = 2_000;
const TROUBLE_MS_MAX = 60_000;

export function auditSender(url: string | undefined = env.AUDIT_STREAM_URL): Job {
  const target = url === undefined ? undefined : readTarget(url, env.AUDIT_STREAM_AUTHORIZATION);
  return job({
    name: "audit-log.send",
    check: () => {
      if (url !== undefined && !target) throw new Error(`AUDIT_STREAM_URL is no address that can be sent to: ${url}`);
    },
    every: INTERVAL_MS,
    trouble: { minMs: INTERVAL_MS, maxMs: TROUBLE_MS_MAX },
    prepare: async () => await noteStream(target !== undefined),
    async work({ signal }) {
      if (!target) return "done";
      const sent = await sendUnsent(target, { host: new URL(publicUrl).host, signal });
      return sent > 0 ? 0 : undefined;
    },
  });
}
