/** What an export carries beside its records: keys and policies of their ledgers, certificates of authorities, the offline verifier. */
import { createHash } from "node:crypto";
import { jsonOf } from "#lib/client/client.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { CommandError } from "#lib/infra/terminal/command.ts";
import { ledgerFolder, VERIFIER_FILE } from "#lib/parties/bag/archive-paths.ts";
import type { Exporting } from "./export-records.ts";
import { asking } from "./http.ts";
import { LONG_PATIENCE } from "./server.ts";

const MEBIBYTE = 1024 * 1024;
/** Texts of a ledger, and the verifier, which is the largest. */
const FILE_BYTES_MAX = 32 * MEBIBYTE;

const VERIFIER_FACTS = "/api/v1/verifier";

/** Published under the ledger's address by these names. */
const LEDGER_FILES = {
  checkpoint: "checkpoint.txt",
  keys: "keys.txt",
  "timestamp-authorities": "timestamp-authorities.pem",
  "witness-policy": "witness-policy.txt",
} as const;

export async function exportLedger(ledger: string, exporting: Exporting): Promise<void> {
  const folder = ledgerFolder(ledger);
  const add = async (published: string, path: string): Promise<Uint8Array | undefined> => {
    const bytes = await fetchPublished(`/ledger/${encodeURIComponent(ledger)}/${published}`, exporting);
    if (bytes) await exporting.writer.add(`${folder}/${path}`, bytes);
    return bytes;
  };
  for (const [published, path] of Object.entries(LEDGER_FILES)) {
    const bytes = await add(published, path);
    if (published !== "witness-policy") continue;
    // Its head names the policies of each stretch of tree sizes, which receipts of that time are held against.
    const epochs = [...(fromUtf8(bytes ?? new Uint8Array(0)) ?? "").matchAll(/\/witness-policy\/(\d{1,20})\b/g)];
    for (const since of new Set(epochs.map(([, size = ""]) => size))) {
      await add(`witness-policy/${since}`, `witness-policy-from-${since}.txt`);
    }
  }
}

/** @returns whether the server has one */
export async function exportVerifier(exporting: Exporting): Promise<boolean> {
  const { writer, say } = exporting;
  if (writer.files.has(VERIFIER_FILE)) return true;
  const facts = await fetchPublished(VERIFIER_FACTS, exporting);
  if (facts === undefined) return false;
  const answer = { status: 200, headers: {}, body: facts };
  const { sha256 } = (await asking(exporting, async () => jsonOf(answer))) as { sha256?: unknown };
  const bytes = await fetchPublished("/verifier.html", exporting, {
    v: typeof sha256 === "string" ? sha256 : undefined,
  });
  if (bytes === undefined) return false;
  if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
    throw new CommandError(say("export.verifierOther"), { code: "digest_mismatch" });
  }
  await writer.add(VERIFIER_FILE, bytes);
  return true;
}

/** What everybody may read; undefined where the server has none. */
async function fetchPublished(
  path: string,
  { server, say, signal }: Exporting,
  query: Record<string, string | undefined> = {},
): Promise<Uint8Array | undefined> {
  const client = server.client({ patience: LONG_PATIENCE, signal, isPublic: true });
  const read = async (body: AsyncIterable<Uint8Array>) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > FILE_BYTES_MAX) {
        const values = { path, mebibytes: FILE_BYTES_MAX / MEBIBYTE };
        throw new CommandError(say("export.fileTooLarge", values), { code: "answer_too_large" });
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  };
  try {
    return await asking({ server, say }, () => client.download(path, read, query));
  } catch (error) {
    if (error instanceof CommandError && error.code === "not_found") return undefined;
    throw error;
  }
}
