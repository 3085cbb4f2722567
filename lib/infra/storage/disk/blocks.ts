/** Memory that the disk can read from directly: whole blocks, aligned to pages, used again and again. */

const MIB = 1024 ** 2;
export const BLOCK_BYTES: number = MIB;
/** Blocks made at once; a small file uses one of them, a large one a handful. */
const SLAB_BLOCKS = 8;
const WASM_PAGE_BYTES = 65_536;

const free: Buffer[] = [];

/** A block of BLOCK_BYTES, with what it held before. Give it back when nothing reads or writes it any more. */
export function takeBlock(): Buffer {
  if (free.length === 0) {
    // Nothing else that JavaScript can allocate is sure to begin at a page; the system hands out its pages when they are first touched.
    const slab = new WebAssembly.Memory({ initial: (SLAB_BLOCKS * BLOCK_BYTES) / WASM_PAGE_BYTES });
    for (let i = SLAB_BLOCKS - 1; i >= 0; i--) free.push(Buffer.from(slab.buffer, i * BLOCK_BYTES, BLOCK_BYTES));
  }
  return free.pop() as Buffer;
}

export function giveBack(block: Buffer): void {
  free.push(block);
}
