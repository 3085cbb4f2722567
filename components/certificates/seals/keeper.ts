/**
 * What an approver's browser keeps of a group, sealed under the approver's passphrase: the key's share, or what leads to it while it is
 * made, and what stands behind a commitment until it signs. Nothing of it is ever sent.
 */

import type { OpenedState } from "#lib/credentials/threshold/ceremony.ts";
import type { GroupPublic, KeyShare, SigningCommitment, SigningNonces } from "#lib/credentials/threshold/frost.ts";
import {
  formatKeyFile,
  KEY_FILE_V1,
  type KeyFile,
  keyContext,
  openValue,
  readKeyFile,
  sealValue,
} from "#lib/credentials/threshold/key-file.ts";
import type { Signed } from "#lib/credentials/threshold/messages.ts";

/** Secret. While the key is made, and once it is there. */
export type Kept =
  | { phase: "opened"; state: OpenedState; open: Signed }
  | {
      phase: "key";
      /** Base64: the approver's own keys come of it. */
      seed: string;
      key: KeyShare;
      group: GroupPublic;
      /** The others' keys, in the order of their numbers: what the server says of them is held against these. */
      signing: string[];
    };

/** What an approver's page has opened, for as long as it is open. */
export interface Unlocked {
  key: CryptoKey;
  file: KeyFile;
  kept: Kept;
}

const STORE = "sealbook.approver";
const fileAt = (group: string) => `${STORE}.${group}`;
const placeAt = ({ group, batch, attempt }: SigningPlace) => `${STORE}.${group}.${batch}.${attempt}`;

/** What this browser has of a group; undefined where it has nothing. */
export function keptFile(group: string): KeyFile | undefined {
  const text = localStorage.getItem(fileAt(group));
  return text === null ? undefined : readKeyFile(text);
}

export async function openKept(key: CryptoKey, file: KeyFile): Promise<Kept | undefined> {
  return (await openValue(key, keyContext(file), file)) as Kept | undefined;
}

/** @param of salt: what the passphrase was stretched with; name: of the organisation */
export async function keep(
  key: CryptoKey,
  of: Omit<KeyFile, "file" | "nonce" | "sealed">,
  kept: Kept,
): Promise<KeyFile> {
  const file: KeyFile = { ...of, file: KEY_FILE_V1, ...(await sealValue(key, keyContext(of), kept)) };
  keepFile(file);
  return file;
}

/** Also of a file that was exported elsewhere. */
export function keepFile(file: KeyFile): void {
  localStorage.setItem(fileAt(file.group), formatKeyFile(file));
}

/** A commitment, and what stands behind it. */
export interface Committed {
  commitment: SigningCommitment;
  nonces: SigningNonces;
}
export interface SigningPlace {
  group: string;
  batch: string;
  attempt: number;
}

export async function keepCommitted(key: CryptoKey, of: SigningPlace, committed: Committed): Promise<void> {
  const place = placeAt(of);
  localStorage.setItem(place, JSON.stringify(await sealValue(key, place, committed)));
}

/** What was committed to already, when it is not known whether that arrived. */
export async function keptCommitted(key: CryptoKey, of: SigningPlace): Promise<Committed | undefined> {
  const place = placeAt(of);
  const text = localStorage.getItem(place);
  return text === null ? undefined : ((await openValue(key, place, JSON.parse(text))) as Committed | undefined);
}

/** Taken once: it is gone from here before anything is signed with it. */
export async function takeCommitted(key: CryptoKey, of: SigningPlace): Promise<Committed | undefined> {
  const committed = await keptCommitted(key, of);
  localStorage.removeItem(placeAt(of));
  return committed;
}
