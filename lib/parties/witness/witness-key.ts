/**
 * The keys of a cosigner, in its folder: `key` (Ed25519), `key.ml-dsa-44`, or one of them. Both have its name. Those of a mirror have other
 * file names: what a mirror says is more than what a witness does, so no folder is ever taken for the other's.
 */
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
  { algorithm: "ed25519", suffix: "", create: createEd25519Key, parse: parseEd25519Key },
  { algorithm: "ml-dsa-44", suffix: ".ml-dsa-44", create: createMlDsaKey, parse: parseMlDsaKey },
] as const;

export const ALGORITHMS = ["ed25519", "ml-dsa-44"] as const satisfies (typeof KINDS)[number]["algorithm"][];
export type Algorithm = (typeof ALGORITHMS)[number];

const FILES = { witness: "key", mirror: "mirror-key" } as const;
export type Role = keyof typeof FILES;
export const ROLES = Object.keys(FILES) as readonly Role[];

export function algorithmOf({ type }: VerifierKey): Algorithm {
  return type === KEY_TYPE.mlDsa44 ? "ml-dsa-44" : "ed25519";
}

/**
 * Makes keys that only their owner can read; never over others.
 * @throws {WitnessError} name_malformed, folder_taken
 */
export async function createKeys(
  folder: string,
  { name, algorithms, role = "witness" }: { name: string; algorithms: readonly Algorithm[]; role?: Role },
): Promise<void> {
  for (const { algorithm, suffix, create } of KINDS) {
    if (!algorithms.includes(algorithm)) continue;
    const text = create(name);
    if (text === undefined) throw new WitnessError("name_malformed", name);
    await createKeyFile(join(folder, FILES[role] + suffix), text);
  }
  await syncFolder(folder);
}

/** One at least. @throws {WitnessError} key_absent, key_open, key_malformed */
export async function readKeys(folder: string, role: Role = "witness"): Promise<Cosigners> {
  const cosigners: Cosigner[] = [];
  for (const { suffix, parse } of KINDS) {
    const path = join(folder, FILES[role] + suffix);
    const text = await readKeyFile(path);
    if (text === undefined) continue;
    const cosigner = parse(text);
    const isOfOne = cosigners.every(({ key }) => key.name === cosigner?.key.name);
    if (!cosigner || !isOfOne) throw new WitnessError("key_malformed", path);
    cosigners.push(cosigner);
  }
  const [first, ...others] = cosigners;
  if (!first) throw new WitnessError("key_absent", join(folder, FILES[role]));
  return [first, ...others];
}
