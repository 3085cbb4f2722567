/** SM3 (GB/T 32905-2016, ISO/IEC 10118-3), for wherever the platform has none: browsers have not. */
import { HashMD } from "@noble/hashes/_md.js";
import { createHasher, type Hash } from "@noble/hashes/utils.js";

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const LENGTH_BYTES = 8;
const ROUNDS = 64;
/** Up to this round the functions of its words are exclusive ors, and the constant is the first. */
const FIRST_ROUNDS = 16;
/** GB/T 32905, 4.1 and 4.2. */
const START: readonly number[] = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
];
const CONSTANTS = Int32Array.from({ length: ROUNDS }, (_, round) =>
  rotl(round < FIRST_ROUNDS ? 0x79cc4519 : 0x7a879d8a, round % 32),
);

function rotl(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The words of a block, and what they are stretched to. Never kept between two blocks. */
const W = new Int32Array(ROUNDS + 4);

type Words = [number, number, number, number, number, number, number, number];

class Sm3 extends HashMD<Sm3> {
  readonly #state = Int32Array.from(START) as Int32Array & Words;

  constructor() {
    super(BLOCK_BYTES, DIGEST_BYTES, LENGTH_BYTES, false);
  }

  protected get(): number[] {
    return [...this.#state];
  }

  protected set(...words: number[]): void {
    this.#state.set(words);
  }

  /** GB/T 32905, 5.3.2 and 5.3.3. */
  protected process(view: DataView, offset: number): void {
    for (let at = 0; at < 16; at++) W[at] = view.getInt32(offset + 4 * at);
    for (let at = 16; at < W.length; at++) {
      const mixed = word(at - 16) ^ word(at - 9) ^ rotl(word(at - 3), 15);
      W[at] = mixed ^ rotl(mixed, 15) ^ rotl(mixed, 23) ^ rotl(word(at - 13), 7) ^ word(at - 6);
    }
    const state = this.#state;
    let [a, b, c, d, e, f, g, h] = [
      state[0],
      state[1],
      state[2],
      state[3],
      state[4],
      state[5],
      state[6],
      state[7],
    ] as Words;
    for (let round = 0; round < ROUNDS; round++) {
      const turned = rotl(a, 12);
      const ss1 = rotl((turned + e + (CONSTANTS[round] as number)) | 0, 7);
      const isFirst = round < FIRST_ROUNDS;
      const ff = isFirst ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = isFirst ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ turned) + (word(round) ^ word(round + 4))) | 0;
      const tt2 = (gg + h + ss1 + word(round)) | 0;
      d = c;
      c = rotl(b, 9);
      b = a;
      a = tt1;
      h = g;
      g = rotl(f, 19);
      f = e;
      e = tt2 ^ rotl(tt2, 9) ^ rotl(tt2, 17);
    }
    state[0] ^= a;
    state[1] ^= b;
    state[2] ^= c;
    state[3] ^= d;
    state[4] ^= e;
    state[5] ^= f;
    state[6] ^= g;
    state[7] ^= h;
  }

  protected roundClean(): void {
    W.fill(0);
  }

  _cloneInto(to: Sm3 = new Sm3()): Sm3 {
    to.set(...this.get());
    return this._cloneIntoMeta(to);
  }

  destroy(): void {
    this.destroyed = true;
    this.#state.fill(0);
    this.buffer.fill(0);
  }
}

function word(at: number): number {
  return W[at] as number;
}

/** `sm3(bytes)`: 32 bytes; `sm3.create()` takes them in parts. */
export const sm3: ((bytes: Uint8Array) => Uint8Array) & { create: () => Hash<Sm3> } = createHasher(() => new Sm3());
