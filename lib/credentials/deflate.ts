/** Packed lists, in Node and in browsers alike, by the platform's streams. What a stranger packed unpacks to so many bytes at most. */

/** `deflate` has the header and check value of zlib (RFC 1950), as token status lists want it. */
export type Packing = "gzip" | "deflate";

export function pack(bytes: Uint8Array, packing: Packing): Promise<Uint8Array> {
  return collect(streamOf(bytes).pipeThrough(new CompressionStream(packing)), Number.POSITIVE_INFINITY);
}

/** Undefined for what is damaged, followed by something else, or longer than that. */
export async function unpack(bytes: Uint8Array, packing: Packing, bytesMax: number): Promise<Uint8Array | undefined> {
  try {
    return await collect(streamOf(bytes).pipeThrough(new DecompressionStream(packing)), bytesMax);
  } catch {
    return undefined;
  }
}

function streamOf(bytes: Uint8Array): ReadableStream<BufferSource> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice());
      controller.close();
    },
  });
}

/** @throws {RangeError} as soon as there is more than that */
async function collect(stream: ReadableStream<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by an error cancels the stream.
  for await (const chunk of chunksOf(stream)) {
    length += chunk.length;
    if (length > bytesMax) throw new RangeError("longer than what is read");
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Streams cannot be looped over in every browser. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
