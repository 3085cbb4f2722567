/** A thread that draws one report, and is over. */
import { parentPort, workerData } from "node:worker_threads";
import { drawSignatureReport, type ReportInput } from "./draw-report.ts";

parentPort?.postMessage({ output: await drawSignatureReport(workerData as ReportInput) });
