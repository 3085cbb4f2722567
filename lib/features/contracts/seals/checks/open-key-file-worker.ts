/** A thread that opens one PKCS #12 file, and is over. */
import { parentPort, workerData } from "node:worker_threads";
import { readPkcs12 } from "#lib/infra/keys/pkcs12/read-pkcs12.ts";

const { bytes, password } = workerData as { bytes: Uint8Array; password: string };
parentPort?.postMessage({ output: readPkcs12(bytes, password) });
