/** Whether kept content is what was kept, by all of its bytes and the digest that is recorded. */
import { createHash } from "node:crypto";
import { readStored } from "#lib/features/keyring/rows/stored-content.ts";
import { DamagedChunk, digestOf, inChunks } from "#lib/infra/storage/chunks.ts";
import { CHUNK_BYTES, type ContentStorage } from "#lib/infra/storage/port.ts";
import { DamagedLength, KeyAbsent } from "#lib/infra/storage/sealed/opening.ts";
import { openContent } from "../rows/content.ts";
import type { Damage, KeptContent } from "../types.ts";
import { keepDigests } from "./keep-digests.ts";
import { forgetDamage, noteDamage } from "./note-damage.ts";

/** The digests of its chunks, and whether it lies there sealed; or what is wrong. */
export type Checked = { digests: Uint8Array; sealed: boolean } | { damage: Damage };

/** Content that is being read: whoever asks meanwhile waits for the same answer. */
const checking = new Map<string, Promise<Checked>>();

/** Reads all of it, and writes down what was found; of content that is not sealed the digests of its chunks, too. @throws when it could not be looked at now. */
export async function checkContent(content: KeptContent): Promise<Checked> {
  const name = `${content.organisationId}/${Buffer.from(content.sha256).toString("hex")}/${content.size}`;
  const checked = checking.get(name) ?? check(content).finally(() => checking.delete(name));
  checking.set(name, checked);
  return await checked;
}

async function check(content: KeptContent): Promise<Checked> {
  const checked = await compare(content).catch((error: unknown): Checked => ({ damage: damageOf(error) }));
  if ("damage" in checked) {
    await noteDamage(content, checked.damage);
  } else {
    if (!checked.sealed && content.size > CHUNK_BYTES) await keepDigests(content, checked.digests);
    await forgetDamage(content);
  }
  return checked;
}

/** Whether all bytes of what lies in this one storage are what was recorded. Nothing is written down: the content may be whole in another. */
export async function isWholeIn(storage: ContentStorage, content: KeptContent): Promise<boolean> {
  const compared = await compare(content, () => readStored(content, undefined, storage)).catch(
    (error: unknown): Checked => ({ damage: damageOf(error) }),
  );
  return "digests" in compared;
}

async function compare(content: KeptContent, open = () => openContent(content)): Promise<Checked> {
  const opened = await open();
  if (!opened) return { damage: "missing" };
  const { size, sealed, stream } = opened;
  try {
    if (size !== content.size) return { damage: "size" };
    const whole = createHash("sha256");
    const digests: Uint8Array[] = [];
    for await (const chunk of inChunks(stream)) {
      const digest = digestOf(chunk);
      whole.update(chunk);
      digests.push(await digest);
    }
    return whole.digest().equals(content.sha256) ? { digests: Buffer.concat(digests), sealed } : { damage: "digest" };
  } finally {
    stream.destroy();
  }
}

/** What says nothing about the content: there are too many open files, or too little memory. */
const BUSY_CODES = new Set(["EMFILE", "ENFILE", "ENOMEM", "EAGAIN"]);

/** What an error of storage says about the content. @throws the error, when it says nothing. */
export function damageOf(error: unknown): Damage {
  if (error instanceof DamagedChunk) return "digest";
  if (error instanceof DamagedLength) return "size";
  if (error instanceof KeyAbsent) return "unreadable";
  const { syscall, code = "" } = error as NodeJS.ErrnoException;
  if (syscall === undefined || BUSY_CODES.has(code) || !/^(open|read|fstat)$/.test(syscall)) throw error;
  return "unreadable";
}
