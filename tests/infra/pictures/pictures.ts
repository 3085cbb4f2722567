/** Pictures as people hand them in, and as nobody should. */
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

const MARK = "#b8291c";

/** A mark on the left and a bar on the right, on nothing. */
export function drawing({
  width,
  height,
  ground = "none",
}: {
  width: number;
  height: number;
  ground?: string;
}): Buffer {
  const radius = Math.min(width, height) / 2.2;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${ground}"/>
    <circle cx="${radius * 1.1}" cy="${height / 2}" r="${radius}" fill="${MARK}"/>
    <rect x="${width * 0.7}" y="0" width="${width * 0.3}" height="${height}" fill="#123a5a"/></svg>`,
  );
}

export const png = (width = 800, height = 200): Promise<Buffer> => sharp(drawing({ width, height })).png().toBuffer();
export const jpeg = (width = 800, height = 200): Promise<Buffer> =>
  sharp(drawing({ width, height, ground: "#eee" }))
    .jpeg()
    .toBuffer();
export const blank = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 200, height: 100, channels: 4, background } })
    .png()
    .toBuffer();
export const plain = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: "#345" } })
    .png()
    .toBuffer();

/** Nothing compresses it. */
export const noise = (width: number, height: number): Promise<Buffer> =>
  sharp({
    create: { width, height, channels: 3, background: "#000", noise: { type: "gaussian", mean: 128, sigma: 60 } },
  })
    .jpeg({ quality: 30 })
    .toBuffer();

const HEAD_BYTES = 33;

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** The PNG with a chunk of its own behind its header. */
export function withChunk(file: Buffer, type: string, data: Buffer): Buffer {
  return Buffer.concat([file.subarray(0, HEAD_BYTES), chunk(type, data), file.subarray(HEAD_BYTES)]);
}

/** The PNG with other sides in its header. */
export function claiming(file: Buffer, side: number): Buffer {
  const head = Buffer.from(file.subarray(16, 29));
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  return Buffer.concat([file.subarray(0, 8), chunk("IHDR", head), file.subarray(HEAD_BYTES)]);
}

/** A text of 200 MB in a fifth of one. */
export function zipBomb(file: Buffer): Buffer {
  const text = Buffer.concat([Buffer.from("Comment\0\0", "latin1"), deflateSync(Buffer.alloc(200 * 1024 * 1024))]);
  return withChunk(file, "zTXt", text);
}

/** A progressive JPEG of 16 million pixels whose last scan comes ten thousand times. */
export async function scanBomb(): Promise<Buffer> {
  const file = await sharp({ create: { width: 4000, height: 4000, channels: 3, background: "#345" } })
    .jpeg({ progressive: true, quality: 10 })
    .toBuffer();
  const scan = file.subarray(file.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
  return Buffer.concat([file.subarray(0, -2), ...Array<Buffer>(10_000).fill(scan), Buffer.from([0xff, 0xd9])]);
}
