/**
 * A time-stamping authority for trials on one machine, made of `openssl ts`: `npm run trial-tsa -- FOLDER PORT`.
 *
 * It answers RFC 3161 requests as any authority does; but whoever runs it runs its clock and has its keys, so what it attests is
 * worth nothing to others. Its folder keeps keys and certificates for the next start, and gets `authorities.json`, the file that
 * TIMESTAMP_AUTHORITIES names.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { OPENSSL_MISSING, startTsa } from "./tsa.ts";

const NAME = "Trial authority";
const USAGE = "npm run -s trial-tsa -- FOLDER PORT";

const [folderName, portText = ""] = process.argv.slice(2);
const port = /^[1-9]\d{0,4}$/.test(portText) ? Number(portText) : 0;
if (folderName === undefined || port === 0 || port > 65_535) end(USAGE);
if (OPENSSL_MISSING) end("openssl is not installed, and the authority is made of it.");

const folder = resolve(folderName);
mkdirSync(folder, { recursive: true, mode: 0o700 });
const { url, caPem, stop } = await startTsa({ name: NAME, folder, port }).catch((error: NodeJS.ErrnoException) =>
  end(error.code === "EADDRINUSE" ? `Port ${port} is taken by another program.` : error.message),
);
const listed = join(folder, "authorities.json");
writeFileSync(join(folder, "authority-ca.pem"), caPem);
writeFileSync(listed, `${JSON.stringify([{ name: NAME, url, ca: "authority-ca.pem" }], null, 2)}\n`);
console.log(`${NAME}: ${url}\nTIMESTAMP_AUTHORITIES=${listed}`);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => void stop());

function end(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
