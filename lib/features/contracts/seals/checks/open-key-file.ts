/** A PKCS #12 file opened in a thread of its own: what it says of its rounds is somebody's word, and takes a processor for seconds. */
import { Places } from "#lib/infra/http/places.ts";
import type { Pkcs12, Pkcs12Failure } from "#lib/infra/keys/pkcs12/read-pkcs12.ts";
import { runInThread } from "#lib/infra/threads/run-in-thread.ts";

const THREAD = {
  program: new URL("./open-key-file-worker.ts", import.meta.url),
  memory: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
  msMax: 60_000,
};
const PER_ORGANISATION_MAX = 1;
const OPENED_MAX = 2;
const EVERYBODY = "";
const opening = new Places();

/** @throws {SealbookError} `too_many_at_once` */
export async function openKeyFile(
  file: { bytes: Uint8Array; password: string },
  organisationId: string,
): Promise<Pkcs12 | Pkcs12Failure> {
  const places = [
    [organisationId, PER_ORGANISATION_MAX],
    [EVERYBODY, OPENED_MAX],
  ] as const;
  const opened = await opening.during(places, () => runInThread<Pkcs12 | Pkcs12Failure>(THREAD, file));
  return opened === "too_costly" ? { failed: "key_file_malformed" } : opened;
}
