/** The parts of an Office package (ECMA-376 part 2: a ZIP of XML), unpacked within bounds. */
import { configure, type Entry, Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import { SheetError } from "./cell.ts";
import { PARTS_MAX, UNPACKED_BYTES_MAX } from "./limits.ts";

// Where it is called is a worker already, or a server.
configure({ useWebWorkers: false });

export interface Package {
  has: (name: string) => boolean;
  /** @throws {SheetError} damaged, too_large */
  read: (name: string, take: (chunk: Uint8Array) => void) => Promise<void>;
  close: () => Promise<void>;
}

/**
 * @param bytesMax of all parts that are read, unpacked
 * @throws {SheetError} damaged, encrypted, too_large
 */
export async function openPackage(bytes: Uint8Array, bytesMax: number = UNPACKED_BYTES_MAX): Promise<Package> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { checkOverlappingEntry: true });
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entries.size >= PARTS_MAX) throw new SheetError("too_large");
      // Programs differ in case and in a leading slash; names are compared without either (part 2, 6.2.2.3).
      entries.set(plainName(entry.filename), entry);
    }
  } catch (error) {
    throw error instanceof SheetError ? error : new SheetError("damaged");
  }
  const budget = { bytes: bytesMax };
  return {
    has: (name) => entries.has(plainName(name)),
    read: async (name, take) => {
      const entry = entries.get(plainName(name));
      if (!entry || entry.directory) throw new SheetError("damaged");
      if (entry.encrypted) throw new SheetError("encrypted");
      await unpack(entry, budget, take);
    },
    close: () => reader.close(),
  };
}

function plainName(name: string): string {
  return name.replace(/^\//, "").replaceAll("\\", "/").toLowerCase();
}

async function unpack(entry: Entry, budget: { bytes: number }, take: (chunk: Uint8Array) => void): Promise<void> {
  let refused: unknown;
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => {
      try {
        // What is announced may be a lie: counted is what comes.
        budget.bytes -= chunk.length;
        if (budget.bytes < 0) throw new SheetError("too_large");
        take(chunk);
      } catch (error) {
        refused = error;
        throw error;
      }
    },
  });
  try {
    if (!("getData" in entry) || !entry.getData) throw new SheetError("damaged");
    await entry.getData(sink, { checkSignature: true, checkOverlappingEntry: true });
  } catch (error) {
    // What ended the stream is not always what the library throws.
    const cause = refused ?? error;
    throw cause instanceof SheetError ? cause : new SheetError("damaged");
  }
}
