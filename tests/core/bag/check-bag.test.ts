/** A bag is what its manifests say, whole and nothing else; what is wrong with it is named. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkBag, PROBLEMS_MAX } from "#lib/core/bag/check-bag.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { madeBag, memoryBag } from "#tests/support/memory-bag.ts";

const payload = { "a.txt": utf8("first"), "合同/乙.pdf": utf8("second"), empty: new Uint8Array(0) };
type Files = Record<string, Uint8Array>;

async function problemsOf(change?: (files: Files) => void): Promise<string[]> {
  const { problems } = await checkBag(memoryBag(madeBag(payload, change)));
  return problems.map(({ problem, path }) => `${problem} ${path}`);
}

const edit = (path: string, change: (text: string) => string) => (files: Files) => {
  files[path] = utf8(change(new TextDecoder().decode(files[path])));
};

describe("a bag", () => {
  it("holds when every manifest has every file", async () => {
    const report = await checkBag(memoryBag(madeBag(payload)));
    assert.deepEqual([report.problems, report.version], [[], "1.0"]);
    assert.deepEqual(report.payload, { files: 3, bytes: 11 });
    assert.ok(
      [...report.files.values()].every(({ intact, found }) => intact || found?.path.startsWith("tagmanifest-")),
    );
  });

  const damage: Record<string, [(files: Files) => void, ...string[]]> = {
    "a changed byte": [edit("data/a.txt", () => "fjrst"), "file_changed data/a.txt"],
    "a longer file": [
      edit("data/a.txt", (text) => `${text}!`),
      "file_changed data/a.txt",
      "oxum_mismatch bag-info.txt",
    ],
    "a missing file": [(files) => delete files["data/a.txt"], "file_missing data/a.txt", "oxum_mismatch bag-info.txt"],
    "a link to elsewhere": [
      (files) => Object.assign(files, { "fetch.txt": utf8("http://127.0.0.1/ 5 data/a.txt\n") }),
      "fetch_present fetch.txt",
      "file_extra fetch.txt",
      "file_extra fetch.txt",
    ],
    "a tag file that nobody lists": [
      (files) => Object.assign(files, { "note.txt": utf8("x") }),
      "file_extra note.txt",
      "file_extra note.txt",
    ],
    "no tag manifest": [
      (files) => ["sha256", "sha512"].map((name) => delete files[`tagmanifest-${name}.txt`]),
      "tag_manifest_missing tagmanifest-sha256.txt",
    ],
    "a weaker manifest": [
      (files) => Object.assign(files, { "manifest-md5.txt": utf8("") }),
      "algorithm_unsupported manifest-md5.txt",
      "file_extra manifest-md5.txt",
      "file_extra manifest-md5.txt",
    ],
    "a manifest's name in capitals": [
      (files) => Object.assign(files, { "Manifest-SHA256.txt": utf8("") }),
      "algorithm_unsupported Manifest-SHA256.txt",
      "file_extra Manifest-SHA256.txt",
      "file_extra Manifest-SHA256.txt",
    ],
    "no declaration": [(files) => delete files["bagit.txt"], "bagit_missing bagit.txt"],
    "a declaration of more": [edit("bagit.txt", (text) => `${text}More: x\n`), "bagit_malformed bagit.txt"],
    "another encoding": [edit("bagit.txt", (text) => text.replace("UTF-8", "UTF-16")), "encoding_unknown bagit.txt"],
    "a version to come": [edit("bagit.txt", (text) => text.replace("1.0", "1.1")), "version_unknown bagit.txt"],
  };
  for (const [name, [change, ...expected]] of Object.entries(damage)) {
    it(`is refused with ${name}`, async () => assert.deepEqual((await problemsOf(change)).sort(), expected.sort()));
  }

  const listing = (line: string) => edit("manifest-sha256.txt", (text) => `${text}${line}\n`);
  const digest = "00".repeat(32);
  const hostile: [line: string, problem: string][] = [
    [`${digest}  data/../../etc/passwd`, "path_unsafe"],
    [`${digest}  /data/x`, "path_unsafe"],
    [`${digest}  ~/x`, "path_unsafe"],
    [`${digest}  data\\..\\x`, "path_unsafe"],
    [`${digest}  C:/x`, "path_unsafe"],
    [`${digest}  data//x`, "path_unsafe"],
    [`${digest}  data/./x`, "path_unsafe"],
    [`${digest}  bag-info.txt`, "path_unsafe"],
    [`${digest}  data/\0`, "path_unsafe"],
    [`${digest}  data/${"x".repeat(5000)}`, "path_unsafe"],
    [`${digest}`, "manifest_malformed"],
    [`${digest.slice(2)}  data/a.txt`, "manifest_malformed"],
    [`${digest}  data/a.txt`, "listed_twice"],
    ["x".repeat(50_000), "manifest_malformed"],
  ];
  for (const [line, problem] of hostile) {
    it(`names a line ${JSON.stringify(line.slice(0, 90))} of a manifest`, async () => {
      assert.ok((await problemsOf(listing(line))).some((said) => said === `${problem} manifest-sha256.txt:4`));
    });
  }

  it("has one file of two names that are the same once composed", async () => {
    const [composed, decomposed] = ["data/Gr\u00fcn", "data/Gru\u0308n"];
    assert.deepEqual(
      (await problemsOf((files) => Object.assign(files, { [composed]: utf8("1"), [decomposed]: utf8("2") }))).filter(
        (said) => said.startsWith("names_collide"),
      ),
      [`names_collide ${composed}`],
    );
  });

  it("takes names that another system decomposed for what they are", async () => {
    const files = madeBag({ "Gr\u00fcn": utf8("1") });
    const moved = Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path.normalize("NFD"), bytes]));
    assert.deepEqual((await checkBag(memoryBag(moved))).problems, []);
  });

  it("counts all problems, and names the first", async () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`data/${at}`, utf8("x")]));
    const report = await checkBag(memoryBag(madeBag(payload, (files) => Object.assign(files, many))));
    assert.equal(report.problems.length, PROBLEMS_MAX);
    assert.equal(report.problemCount, 301); // each is in neither manifest, and the sum is another
  });

  it("ends at its limit of files, and says so", async () => {
    const report = await checkBag(memoryBag(madeBag(payload)), { filesMax: 5 });
    assert.deepEqual(
      report.problems.map(({ problem }) => problem),
      ["too_many_files"],
    );
  });
});
