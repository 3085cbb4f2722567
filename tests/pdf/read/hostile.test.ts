/** Reading other people's PDFs: bounded in time and memory, whatever the bytes are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { readEmbeddedFiles } from "#lib/pdf/read/attachments.ts";
import { readDocument } from "#lib/pdf/read/document.ts";
import { fromAscii85, fromAsciiHex, inflate, unpredict } from "#lib/pdf/read/inflate.ts";
import { isDict, isRef, isString, textOf, toBytes, toText, ValueReader } from "#lib/pdf/read/values.ts";

/** Processor time of this process, which others on the machine do not lengthen. */
const CPU_MS_MAX = 6_000;
const latin = (text: string) => toBytes(text);
const read = (text: string) => new ValueReader(text).next();

async function cheaply(bytes: Uint8Array): Promise<void> {
  const before = process.cpuUsage();
  await readEmbeddedFiles(bytes);
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
