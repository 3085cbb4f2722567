/** The keys of a cosigner, in its folder: `key` (Ed25519), `key.ml-dsa-44`, or one of them. Both have its name. */
import { join } from "node:path";
import { KEY_TYPE, type VerifierKey } from "#lib/core/log/note.ts";
import type { Cosigner, Cosigners } from "./cosigner.ts";
import { syncFolder } from "./durable-file.ts";
import { createEd25519Key, parseEd25519Key } from "./ed25519-key.ts";
import { createKeyFile, readKeyFile } from "./key-file.ts";
import { createMlDsaKey, parseMlDsaKey } from "./ml-dsa-key.ts";
import { WitnessError } from "./witness-error.ts";

/** In the order in which their lines stand. */
const KINDS = [
  { algorithm: "ed25519", file: "key", create: createEd25519Key, parse: parseEd25519Key },
  { algorithm: "ml-dsa-44", file: "key.ml-dsa-44", create: createMlDsaKey, parse: parseMlDsaKey },
] as const;

export const ALGORITHMS = ["ed25519", "ml-dsa-44"] as const satisfies (typeof KINDS)[number]["algorithm"][];
export type Algorithm = (typeof ALGORITHMS)[number];

export function algorithmOf({ type }: VerifierKey): Algorithm {
  return type === KEY_TYPE.mlDsa44 ? "ml-dsa-44" : "ed25519";
}

/**
 * Makes keys that only their owner can read; never over others.
 * @throws {WitnessError} name_malformed, folder_taken
 */
export async function createKeys(
  folder: string,
  { name, algorithms }: { name: string; algorithms: readonly Algorithm[] },
): Promise<void> {
  for (const { algorithm, file, create } of KINDS) {
    if (!algorithms.includes(algorithm)) continue;
    const text = create(name);
    if (text === undefined) throw new WitnessError("name_malformed", name);
    await createKeyFile(join(folder, file), text);
  }
  await syncFolder(folder);
}

/** One at least. @throws {WitnessError} key_absent, key_open, key_malformed */
export async function readKeys(folder: string): Promise<Cosigners> {
  const cosigners: Cosigner[] = [];
  for (const { file, parse } of KINDS) {
    const path = join(folder, file);
    const text = await readKeyFile(path);
    if (text === undefined) continue;
    const cosigner = parse(text);
    const isOfOne = cosigners.every(({ key }) => key.name === cosigner?.key.name);
    if (!cosigner || !isOfOne) throw new WitnessError("key_malformed", path);
    cosigners.push(cosigner);
  }
  const [first, ...others] = cosigners;
  if (!first) throw new WitnessError("key_absent", join(folder, KINDS[0].file));
  return [first, ...others];
}
