/** A ledger's files in a folder: a mirror on this machine, or a medium that somebody sent. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { LedgerReadError } from "./read-error.ts";
import type { LedgerSource } from "./source.ts";

const ABSENT = ["ENOENT", "ENOTDIR", "EISDIR"];

export function folderSource(folder: string): LedgerSource {
  return {
    address: folder.replace(/(?<=.)\/+$/, ""),
    async read(path, { bytesMax }) {
      try {
        await using file = await open(join(folder, path), "r");
        const found = await file.stat();
        if (!found.isFile()) return undefined;
        if (found.size > bytesMax) throw new LedgerReadError("too_large", { source: folder, path });
        // Bounded by what was measured, whatever grows meanwhile.
        const bytes = Buffer.alloc(found.size);
        const { bytesRead } = await file.read(bytes, 0, found.size, 0);
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytesRead);
      } catch (error) {
        if (error instanceof LedgerReadError) throw error;
        const { code = "", message } = error as NodeJS.ErrnoException;
        if (ABSENT.includes(code)) return undefined;
        throw new LedgerReadError("unreachable", { source: folder, path, detail: code || message, cause: error });
      }
    },
  };
}
