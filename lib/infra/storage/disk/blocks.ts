/** Memory that the disk can read from directly: whole blocks, aligned to pages, used again and again. */
import { CHUNK_BYTES } from "../port.ts";

export const BLOCK_BYTES: number = CHUNK_BYTES;
/** Blocks made at once; a small file uses one of them, a large one a handful. */
const SLAB_BLOCKS = 8;
const WASM_PAGE_BYTES = 65_536;

export type Block = Buffer<SharedArrayBuffer>;

const free: Block[] = [];

/** A block of BLOCK_BYTES, with what it held before. Give it back when nothing reads or writes it any more. */
export function takeBlock(): Block {
  if (free.length === 0) {
    // Nothing else that JavaScript can allocate is sure to begin at a page; the system hands out its pages when they are first touched.
    const pages = (SLAB_BLOCKS * BLOCK_BYTES) / WASM_PAGE_BYTES;
    const slab = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const memory = slab.buffer as unknown as SharedArrayBuffer;
    for (let i = SLAB_BLOCKS - 1; i >= 0; i--) free.push(Buffer.from(memory, i * BLOCK_BYTES, BLOCK_BYTES));
  }
  return free.pop() as Block;
}

export function giveBack(block: Block): void {
  free.push(block);
}
