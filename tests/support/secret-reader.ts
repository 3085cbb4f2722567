/** Prints a key derived from this installation's secret, in hex: for tests with several processes, or a bad secret. */
import { purposeKey } from "#lib/infra/keys/installation-secret.ts";

try {
  process.stdout.write(Buffer.from(purposeKey("test")).toString("hex"));
} catch (error) {
  process.stderr.write((error as Error).message);
  process.exitCode = 1;
}
