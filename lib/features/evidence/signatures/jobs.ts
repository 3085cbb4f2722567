import { job } from "#lib/infra/jobs/job.ts";
import { lookForDocuments } from "./verbs/look-for-documents.ts";

const INTERVAL_MS = 5_000;

/** Who signed a document is told soon after it was recorded, and holds up nothing. */
export const documentReader = job({
  name: "signatures.read",
  every: INTERVAL_MS,
  async work({ signal }) {
    return (await lookForDocuments({ signal })) ? 0 : undefined;
  },
});
