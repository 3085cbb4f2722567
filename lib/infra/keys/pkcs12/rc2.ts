/** RC2 in CBC (RFC 2268), to open key files of old programs. It hides nothing any more, and nothing is encrypted with it here. */

/** Section 2: a permutation of the bytes, from the digits of pi. */
const PI_TABLE = Buffer.from(
  "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32" +
    "bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626" +
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a" +
    "961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731" +
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e" +
    "c5f3db47e5a59c770aa62068fe7fc1ad",
  "hex",
);
const BLOCK_BYTES = 8;
const KEY_BYTES = 128;
const WORDS = 64;
/** Bits by which the four words are turned in a mixing round (section 3.1). */
const TURNS = [1, 2, 3, 5] as const;

const pi = (value: number): number => PI_TABLE[value & 255] ?? 0;

/** Section 2. @param key its effective length is all of it */
function expand(key: Uint8Array): Uint16Array {
  const bytes = new Uint8Array(KEY_BYTES);
  bytes.set(key);
  const at = (place: number): number => bytes[place] ?? 0;
  for (let place = key.length; place < KEY_BYTES; place++) bytes[place] = pi(at(place - 1) + at(place - key.length));
  bytes[KEY_BYTES - key.length] = pi(at(KEY_BYTES - key.length));
  for (let place = KEY_BYTES - key.length - 1; place >= 0; place--)
    bytes[place] = pi(at(place + 1) ^ at(place + key.length));
  return Uint16Array.from({ length: WORDS }, (_, word) => at(2 * word) | (at(2 * word + 1) << 8));
}

/** Section 4. */
function decryptBlock(block: Uint8Array, keys: Uint16Array): Uint8Array {
  const words = Uint16Array.from({ length: 4 }, (_, at) => (block[2 * at] ?? 0) | ((block[2 * at + 1] ?? 0) << 8));
  const word = (at: number): number => words[(at + 4) % 4] ?? 0;
  let next = WORDS - 1;
  const mix = (): void => {
    for (let at = 3; at >= 0; at--) {
      const turn = TURNS[at] ?? 0;
      const turned = ((word(at) >>> turn) | (word(at) << (16 - turn))) & 0xffff;
      words[at] = turned - (keys[next--] ?? 0) - (word(at - 1) & word(at - 2)) - (~word(at - 1) & word(at - 3));
    }
  };
  const mash = (): void => {
    for (let at = 3; at >= 0; at--) words[at] = word(at) - (keys[word(at - 1) & 63] ?? 0);
  };
  for (const rounds of [5, 6, 5]) {
    for (let round = 0; round < rounds; round++) mix();
    if (rounds !== 5 || next > 20) mash();
  }
  return Uint8Array.from({ length: BLOCK_BYTES }, (_, at) => (word(at >> 1) >> (8 * (at & 1))) & 255);
}

/** @returns undefined where what comes out is not padded as it should be (PKCS #5): another key */
export function decryptRc2(input: { key: Uint8Array; iv: Uint8Array; data: Uint8Array }): Uint8Array | undefined {
  const { key, iv, data } = input;
  if (data.length === 0 || data.length % BLOCK_BYTES !== 0) return undefined;
  const keys = expand(key);
  const plain = new Uint8Array(data.length);
  let before = iv;
  for (let at = 0; at < data.length; at += BLOCK_BYTES) {
    const block = data.subarray(at, at + BLOCK_BYTES);
    plain.set(
      decryptBlock(block, keys).map((byte, on) => byte ^ (before[on] ?? 0)),
      at,
    );
    before = block;
  }
  const padding = plain.at(-1) ?? 0;
  const tail = plain.subarray(-padding);
  const isPadded = padding >= 1 && padding <= BLOCK_BYTES && tail.every((byte) => byte === padding);
  return isPadded ? plain.subarray(0, plain.length - padding) : undefined;
}
