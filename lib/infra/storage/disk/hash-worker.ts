/** SHA-256 of each block that arrives, in their order: hash-thread.ts. */
import { hash } from "node:crypto";
import { parentPort } from "node:worker_threads";

parentPort?.on("message", (block: Uint8Array) => parentPort?.postMessage(hash("sha256", block, "buffer")));
