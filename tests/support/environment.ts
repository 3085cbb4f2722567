/**
 * The configuration of a test file: imported before anything of ours, because configuration is read once, at import.
 *
 * Every test file is a process of its own, with a folder and a database (made by database.ts) of its own.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FROM_OUTSIDE = [
  "PORT",
  "HOST",
  "WEB_PROCESSES",
  "PUBLIC_URL",
  "APP_DATABASE_DIRECT_URL",
  "APP_DATABASE_READ_URL",
  "SEALBOOK_SECRET",
  "MASTER_KEYS",
  ...["PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_PIN"],
  "UPLOAD_BYTES_MAX",
  "RESUMABLE_BYTES_MAX",
  ...[
    "S3_BUCKET",
    "STORAGE_FORMER",
    "S3_ENDPOINT",
    "S3_REGION",
    "S3_PREFIX",
    "S3_ACCESS_KEY_ID",
    "S3_SECRET_ACCESS_KEY",
    "S3_PART_BYTES",
  ],
  ...["S3_ENCRYPTION", "S3_KMS_KEY", "S3_CUSTOMER_KEY", "S3_LOCK_MODE", "S3_LOCK_DAYS"],
  "TRUSTED_PROXIES",
  "SMTP_URL",
  "MAIL_FROM",
  "MAIL_BOUNCES_TO",
  "TIMESTAMP_AUTHORITIES",
  "TIMESTAMP_INTERVAL_MS",
  "ALERT_WEBHOOK_URL",
  "ALERT_WEBHOOK_SECRET",
  "SSO_INSIDE_HOSTS",
  "WEBHOOK_INSIDE_HOSTS",
  "SIGNER_INSIDE_HOSTS",
  "ISSUER_INSIDE_HOSTS",
  "DNS_SERVERS",
  "METRICS_TOKEN",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "WORKER_METRICS_PORT",
  "WORKER_METRICS_HOST",
];
const LEDGER_FROM_OUTSIDE = ["BLOCK_INTERVAL_MS", "BLOCK_LEAVES_MAX", "QUEUE_MAX"];

/** Set by global-setup.ts: the server of this test run, as superuser and as the application's role. */
const server = process.env.SEALBOOK_TEST_SERVER;
const appServer = process.env.SEALBOOK_TEST_APP_SERVER;
if (!server || !appServer) {
  throw new Error("Run tests on a database with --test-global-setup=tests/support/global-setup.ts");
}

/** Name of this file's database. */
export const testDatabaseName = `test_${randomBytes(8).toString("hex")}`;
/** The server's own database, as superuser. */
export const testServerUrl = server;
/** This file's folder; removed when its process ends. */
export const testFolder = mkdtempSync(join(tmpdir(), "sealbook-test-"));

for (const name of [...FROM_OUTSIDE, ...LEDGER_FROM_OUTSIDE]) delete process.env[name];
Object.assign(process.env, { NODE_ENV: "test" }); // nothing is logged among the results
// Ledgers with one key, whose checkpoints have one signature, unless a run asks otherwise; hybrid ones have tests of their own.
process.env.LEDGER_KEYS ??= "ed25519";
process.env.DATA_DIR = testFolder;
process.env.DATABASE_URL = withDatabase(server, testDatabaseName);
process.env.APP_DATABASE_URL = withDatabase(appServer, testDatabaseName);

process.on("exit", () => rmSync(testFolder, { recursive: true, force: true }));

/** The same server's address with another database. */
export function withDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}
