/** Imported after environment.ts: blocks of at most 300 leaves, so that full ones and tile boundaries come cheap. */
process.env.BLOCK_LEAVES_MAX = "300";

export {};
