/** A thread that checks the signatures of one document, and is over: what strangers sign may cost, or break, whoever reads it. */
import { parentPort, workerData } from "node:worker_threads";
import type { Named } from "#lib/verify/pdf/named.ts";
import { trustedOf } from "#lib/verify/pdf/named.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";

const { pdf, named, known } = workerData as { pdf: Uint8Array; named: Named[]; known: Date };
const report = await verifyPdfSignatures(pdf, { ...trustedOf(named), known });
parentPort?.postMessage({ output: report });
