/** The commands that seal what was kept before contents were sealed, and that move contents to another storage. */
import { type Command, command } from "#lib/infra/terminal/command.ts";

export const retentionCommands: readonly Command[] = [
  command({
    words: "content seal",
    id: "contentSeal",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {},
    load: async () => (await import("./content-seal.ts")).contentSeal,
  }),
  command({
    words: "storage move",
    id: "storageMove",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {},
    load: async () => (await import("./storage-move.ts")).storageMove,
  }),
];
