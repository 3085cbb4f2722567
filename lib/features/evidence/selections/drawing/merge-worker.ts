/** A thread that draws one document of many receipts, and is over. */
import { parentPort, workerData } from "node:worker_threads";
import { type MergedInput, renderMerged } from "./render-merged.ts";

const pdf = new Uint8Array(await renderMerged(workerData as MergedInput));
parentPort?.postMessage(pdf, [pdf.buffer]);
