/** Of a picture that somebody hands in nothing is left but its pixels, and nothing that is no picture is taken. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import sharp from "sharp";
import { PAPER_PICTURE_BYTES_MAX, toPaperPicture } from "#lib/infra/pictures/paper-picture.ts";
import { blank, claiming, drawing, jpeg, noise, plain, png, scanBomb, withChunk, zipBomb } from "./pictures.ts";

async function painted(file: Uint8Array): Promise<Buffer> {
  const made = await toPaperPicture(file);
  assert.ok("png" in made, JSON.stringify(made));
  return Buffer.from(made.png);
}
const refused = async (file: Uint8Array) => {
  const made = await toPaperPicture(file);
  return "refused" in made ? made.refused : "taken";
};

describe("a picture for paper", () => {
  it("is a small plain PNG on white, whatever it was: transparent, grey, of a palette, interlaced, CMYK, of 16 bits", async () => {
    const ground = sharp(drawing({ width: 800, height: 200, ground: "#eee" }));
    const files = [
      await png(),
      await jpeg(),
      await ground.clone().greyscale().png().toBuffer(),
      await ground.clone().png({ palette: true, progressive: true }).toBuffer(),
      await ground.clone().toColourspace("cmyk").jpeg().toBuffer(),
      await ground.clone().toColourspace("rgb16").png().toBuffer(),
      await plain(4_000, 4_000),
      await noise(3_000, 800),
    ];
    for (const file of files) {
      const made = await painted(file);
      const { format, width, height, channels, hasAlpha, depth, isProgressive } = await sharp(made).metadata();
      assert.deepEqual([format, channels, hasAlpha, depth, isProgressive], ["png", 3, false, "uchar", false]);
      assert.ok(width <= 720 && height <= 192 && made.length <= PAPER_PICTURE_BYTES_MAX);
    }
    const [corner] = await sharp(await painted(await png()))
      .extract({ left: 0, top: 0, width: 1, height: 1 })
      .raw()
      .toBuffer();
    assert.equal(corner, 255);
  });

  it("is the same bytes of the same file, upright where a camera lay on its side, and larger than it came never", async () => {
    const lying = await sharp(drawing({ width: 400, height: 200, ground: "#eee" }))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const made = await painted(lying);
    assert.ok(made.equals(await painted(lying)));
    const { width, height } = await sharp(made).metadata();
    assert.deepEqual([width, height], [96, 192]);
    assert.equal((await sharp(await painted(await plain(60, 40))).metadata()).width, 60);
  });

  it("has nothing of the file but pixels: no second format behind it, no text, no profile, no place", async () => {
    const hidden = Buffer.from("PK\x03\x04<script>alert(1)</script>%PDF-1.7 /Type /Filespec");
    const file = withChunk(await png(), "tEXt", Buffer.from("Comment\0Ada’s place", "latin1"));
    const made = await painted(Buffer.concat([file, hidden]));
    assert.ok(made.equals(await painted(await png())));
    for (const word of ["script", "Comment", "/Type", "PK\x03\x04"]) assert.ok(!made.includes(word), word);
  });

  it("is refused where it is none, by a name for what is the matter", async () => {
    const whole = await png();
    const photo = await jpeg();
    const control = Buffer.alloc(8, 1);
    const files: [string, Uint8Array][] = [
      ["format", drawing({ width: 200, height: 200 })],
      ["format", await sharp(photo).gif().toBuffer()],
      ["format", await sharp(photo).webp().toBuffer()],
      ["format", Buffer.concat([Buffer.from("GIF89a"), whole])],
      ["format", new Uint8Array(0)],
      ["animated", withChunk(whole, "acTL", control)],
      ["unreadable", whole.subarray(0, -60)],
      ["unreadable", photo.subarray(0, photo.length / 2)],
      ["unreadable", whole.subarray(0, 12)],
      ["unreadable", Uint8Array.of(0xff, 0xd8, 0xff)],
      ["unreadable", Buffer.concat([whole.subarray(0, 60), Buffer.alloc(2_000, 7)])],
      ["dimensions", await plain(31, 100)],
      ["dimensions", await plain(4_001, 100)],
      ["dimensions", claiming(whole, 60_000)],
      ["blank", await blank("#ffffff00")],
      ["blank", await blank("#fffffeff")],
    ];
    for (const [why, file] of files) assert.equal(await refused(file), why, `${why}, ${file.length} bytes`);
  });

  it("costs little, however much it is said to hold", async () => {
    const before = process.cpuUsage();
    assert.equal(await refused(zipBomb(await png())), "taken", "a text is not looked at");
    assert.equal(await refused(await scanBomb()), "unreadable");
    const { user, system } = process.cpuUsage(before);
    // Most of it is the making of the two.
    assert.ok((user + system) / 1e6 < 10, `${(user + system) / 1e6} s`);
  });
});
