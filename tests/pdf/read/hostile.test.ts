/** Reading other people's PDFs: bounded in time and memory, whatever the bytes are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { readEmbeddedFiles } from "#lib/pdf/read/attachments.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import { fromAscii85, fromAsciiHex, inflate, unpredict } from "#lib/pdf/read/inflate.ts";
import { readPageText } from "#lib/pdf/read/page-text.ts";
import { isDict, isRef, isString, textOf, toBytes, toText, ValueReader } from "#lib/pdf/read/values.ts";

/** Processor time of this process, on the slowest of machines: what grows without bound takes more on any. */
const CPU_MS_MAX = 40_000;
const latin = (text: string) => toBytes(text);
const read = (text: string) => new ValueReader(text).next();

async function cheaply(bytes: Uint8Array): Promise<void> {
  const before = process.cpuUsage();
  const { document } = await readEmbeddedFiles(bytes);
  await readPageText(document);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1_000 < CPU_MS_MAX, `${(user + system) / 1_000} ms`);
}

test("values are read in every spelling that the standard allows", () => {
  const value = read("<</A#20B(a\\(b\\)\\101\\\n(c))/C<414 2>/D[1 -2.5 .5 true null 3 0 R/E]/F<</G 1>>>>");
  assert.ok(isDict(value));
  const [string, hex, list] = ["A B", "C", "D"].map((key) => value.get(key));
  assert.ok(isString(string) && isString(hex) && Array.isArray(list));
  assert.equal(toText(string.bytes), "a(b)A(c)");
  assert.equal(toText(hex.bytes), "AB".slice(0, 1) + String.fromCharCode(0x42));
  assert.deepEqual(list.slice(0, 5), [1, -2.5, 0.5, true, null]);
  assert.ok(isRef(list[5]));
  assert.equal(textOf({ bytes: Uint8Array.of(0xfe, 0xff, 0x5b, 0x58) }), "存");
  for (const odd of ["", "<<", "[", "(", "<", "<zz>", ">>", "]", ")", "<< /A", "/", "{", "%only a comment"]) read(odd);
  read("[".repeat(1_000_000));
});

test("filters are undone", async () => {
  assert.deepEqual(fromAsciiHex("41 42 4>rest"), latin("AB@"));
  assert.deepEqual(toText(fromAscii85("9jqo^BlbD-BleB1DJ+*+F(f,q~>")), "Man is distinguished");
  assert.deepEqual(fromAscii85("z~>"), new Uint8Array(4));
  assert.equal(fromAscii85("z".repeat(1_000_000), 4_000).length, 4_000);
  assert.deepEqual(unpredict(Uint8Array.of(2, 1, 2, 2, 1, 1), 2), Uint8Array.of(1, 2, 2, 3));
  const packed = deflateSync(Buffer.from("text"));
  assert.equal(toText(await inflate(Buffer.concat([packed, Buffer.from("\r\n")]))), "text");
  assert.equal((await inflate(deflateSync(Buffer.alloc(1_000_000)), 1_000)).length, 1_000);
  assert.equal((await inflate(Buffer.from("no stream"))).length, 0);
});

test("documents that would cost a careless reader the day are read in seconds", async () => {
  const many = (count: number, of: (at: number) => string) =>
    latin(`%PDF-1.7\n${Array.from({ length: count }, (_, at) => of(at)).join("")}`);
  await cheaply(many(150_000, (at) => `${at} 0 obj<<>>stream\n`));
  await cheaply(many(100_000, (at) => `${at} 0 obj<</A[`));
  await cheaply(many(100_000, (at) => `${at} 0 obj(`));
  await cheaply(many(100_000, (at) => `${at} 0 obj ${at + 1} 0 R `));
  await cheaply(many(30_000, (at) => `${at} 0 obj<</Type/Filespec/F(a)/EF<</F 1 0 R>>>>endobj `));
  await cheaply(many(1, () => `1${" ".repeat(4_000_000)}1 `));
  const list = `[${"0 ".repeat(200_000)}]`;
  const body = `${Array.from({ length: 50_000 }, (_, at) => `${at + 10} 0`).join(" ")} `;
  const stream = deflateSync(Buffer.from(body + list));
  await cheaply(
    Buffer.concat([
      Buffer.from(
        `%PDF-1.7\n1 0 obj<</Type/ObjStm/N 50000/First ${body.length}/Filter/FlateDecode/Length ${stream.length}>>stream\n`,
      ),
      stream,
      Buffer.from("\nendstream endobj"),
    ]),
  );
  const bomb = deflateSync(Buffer.alloc(30_000_000));
  const bombs = Array.from({ length: 40 }, (_, at) =>
    Buffer.concat([
      Buffer.from(`${at + 1} 0 obj<</Type/ObjStm/N 9/First 9/Filter/FlateDecode/Length ${bomb.length}>>stream\n`),
      bomb,
      Buffer.from("\nendstream endobj\n"),
    ]),
  );
  await cheaply(Buffer.concat([Buffer.from("%PDF-1.7\n"), ...bombs]));
});

const MIB = 1024 * 1024;
const streamOf = (dict: string, bytes: Uint8Array) =>
  Buffer.concat([latin(`<<${dict}/Length ${bytes.length}>>stream\n`), bytes, latin("\nendstream endobj\n")]);
const packedOf = (text: string) => deflateSync(Buffer.from(text));
const flate = "/Filter/FlateDecode";
/** Object 1 is what is asked for by everything that follows. */
const pdfOf = (first: Uint8Array, ...others: string[]) =>
  Buffer.concat([latin("%PDF-1.7\n1 0 obj"), first, ...others.map(latin)]);

test("whatever is asked for again and again is read so often and no more", async () => {
  const times = (count: number, of: (at: number) => string) => Array.from({ length: count }, (_, at) => of(at + 10));
  const nameless = times(200, (at) => `${at} 0 obj<</Type/Filespec/EF<</F 1 0 R>>>>endobj `);
  await cheaply(pdfOf(streamOf("/Filter/ASCIIHexDecode", Buffer.alloc(4 * MIB, "41")), ...nameless));
  const zeros = streamOf("/Filter[/FlateDecode/ASCII85Decode]", packedOf("z".repeat(8 * MIB)));
  await cheaply(pdfOf(zeros, ...nameless));
  const fonts = `2 0 obj<</Font<<${times(500, (at) => `/F${at} 3 0 R`).join("")}>>>>endobj `;
  const font = "3 0 obj<</Type/Font/ToUnicode 1 0 R>>endobj ";
  await cheaply(pdfOf(streamOf("", Buffer.from("<00><41> ".repeat(100_000))), fonts, font));
});

test("what is small and unfolds to much is read as far as the budget goes", async () => {
  for (const pair of ["7 0 ", "7 99999999 "]) {
    const body = packedOf(pair.repeat((15 * MIB) / pair.length));
    const streams = Array.from({ length: 5 }, (_, at) =>
      Buffer.concat([latin(`${at + 1} 0 obj`), streamOf(`/Type/ObjStm/N 9999999/First 1${flate}`, body)]),
    );
    await cheaply(Buffer.concat([latin("%PDF-1.7\n"), ...streams]));
  }
  for (const text of ["[", "<<", "(", "1 0 obj(", "1 0 obj<</Type/XRef>>endobj ", "trailer<<>> "]) {
    await cheaply(Buffer.concat([latin("%PDF-1.7\n1 0 obj "), Buffer.alloc(8 * MIB, text)]));
  }
});

test("a font's map has no more letters than two bytes can name, and codes that can be counted", async () => {
  const font = "2 0 obj<</Font<</F0 3 0 R>>>>endobj 3 0 obj<</Type/Font/Subtype/Type0/ToUnicode 1 0 R>>endobj ";
  const page = "4 0 obj<</Length 36>>stream\nBT /F0 1 Tf <00410042> Tj ET         \nendstream endobj ";
  const textWith = async (map: string) => {
    const pdf = pdfOf(streamOf(flate, packedOf(map)), font, page);
    await cheaply(pdf);
    return (await readPageText(await readDocument(pdf))).trim();
  };
  const long = "ff".repeat(10);
  assert.equal(await textWith(`<${long}><${long}><0041> endbfrange <0041><0042><0061> endbfrange`), "ab");
  const hex = (code: number) => code.toString(16).padStart(8, "0");
  const ranges = Array.from({ length: 20_000 }, (_, at) => `<${hex(at << 8)}><${hex((at << 8) | 255)}><0041>`);
  assert.equal(await textWith(`${ranges.join("")} endbfrange`), "\u0082\u0083");
});

test("the newest object of a number counts, in a file and in its object streams", async () => {
  const document = await readDocument(
    latin(
      "%PDF-1.7\n1 0 obj(old)endobj 1 0 obj(new)endobj " +
        "5 0 obj<</Type/ObjStm/N 2/First 8/Length 17>>stream\n1 0 2 5 (x)  (y)  \nendstream endobj 2 0 obj(last)endobj",
    ),
  );
  const textAt = (number: number) => {
    const value = document.objects.get(number)?.value;
    return isString(value) ? toText(value.bytes) : undefined;
  };
  assert.deepEqual([textAt(1), textAt(2)], ["x", "last"]);
});
