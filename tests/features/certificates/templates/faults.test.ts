/** What cannot be issued is found before it is issued, by name: nothing is dropped, overlaps, or stands for something else. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readDraft } from "#lib/features/certificates/issuing/schema/draft.ts";
import { faultsOf } from "#lib/features/certificates/templates/checks/faults.ts";
import { standardFor } from "#lib/features/certificates/templates/checks/private-use.ts";
import { sampleTemplate, VALUES } from "./sample-template.ts";

const document = sampleTemplate();
const faults = (values: Record<string, string>) => faultsOf({ document, values: { ...VALUES, ...values } });

describe("faults of a certificate's values", () => {
  it("finds none in an ordinary row, whatever script its name is in", async () => {
    for (const holder_name of [
      "李",
      "张𠮷",
      "홍길동",
      "Ελένη Παπαδοπούλου",
      "محمد بن عبد الله",
      "Nguyễn Văn Ạ",
      "䶮",
    ]) {
      assert.deepEqual(await faults({ holder_name }), [], holder_name);
    }
  });

  it("names what is missing, unknown, or of another form", async () => {
    assert.deepEqual(await faults({ holder_name: " " }), [{ field: "holder_name", code: "missing" }]);
    assert.deepEqual(await faults({ course: "" }), [{ field: "course", code: "missing" }]);
    assert.deepEqual(await faults({ colour: "red" }), [{ field: "colour", code: "unknown_field" }]);
    assert.deepEqual(await faults({ grade: "极好" }), [{ field: "grade", code: "choice_unknown" }]);
    for (const score of ["92.55", "1e3", "092", "９２", "-", "1,000"]) {
      assert.deepEqual(await faults({ score }), [{ field: "score", code: "number_wrong" }], score);
    }
    assert.deepEqual(await faults({ number: "AB-12345" }), [{ field: "number", code: "format_wrong" }]);
    assert.deepEqual(await faults({ number: "AB-1234" }), []);
    assert.deepEqual(await faults({ course: "长".repeat(501) }), [{ field: "course", code: "too_long" }]);
  });

  it("reads a field that is called as something that every object has", async () => {
    const label = { "zh-CN": "建造者", en: "Builder" };
    const field = { name: "constructor", label, type: "text", required: false, visibility: "shown" } as const;
    const { faults: found, draft } = readDraft({ holder_name: "Ada" }, [field]);
    assert.deepEqual([found, draft.values], [[], {}]);
    const own = { ...document, fields: [...document.fields, field] };
    assert.deepEqual(await faultsOf({ document: own, values: VALUES }), []);
  });

  it("knows the calendar", async () => {
    assert.deepEqual(await faults({ born: "2024-02-29" }), []);
    assert.deepEqual(await faults({ born: "2023-02-29" }), [{ field: "born", code: "date_absent" }]);
    assert.deepEqual(await faults({ born: "2023-04-31" }), [{ field: "born", code: "date_absent" }]);
    assert.deepEqual(await faults({ born: "29/02/2024" }), [{ field: "born", code: "format_wrong" }]);
  });

  it("refuses private-use letters and names the standard one", async () => {
    const fault = { field: "holder_name", code: "character_private", character: "U+E863", standard: "䶮" };
    assert.deepEqual(await faults({ holder_name: "王\ue863" }), [fault]);
    assert.deepEqual(await faults({ holder_name: "王\uf8ff" }), [
      { field: "holder_name", code: "character_private", character: "U+F8FF" },
    ]);
  });

  it("names characters that are not seen, and those that no face has", async () => {
    assert.deepEqual(await faults({ holder_name: "王\u202e三" }), [
      { field: "holder_name", code: "hidden_character", character: "U+202E" },
    ]);
    assert.deepEqual(await faults({ holder_name: "王\u200b三" }), [
      { field: "holder_name", code: "hidden_character", character: "U+200B" },
    ]);
    assert.deepEqual(await faults({ holder_name: "王\u{2b73a}" }), [
      { field: "holder_name", code: "character_absent", character: "U+2B73A" },
    ]);
  });

  it("says which field has no room", async () => {
    assert.deepEqual(await faults({ holder_name: "欧阳".repeat(40) }), [
      { field: "holder_name", code: "does_not_fit" },
    ]);
    assert.deepEqual(await faults({ course: "高等数学与".repeat(60) }), [{ field: "course", code: "does_not_fit" }]);
  });
});

describe("private-use letters", () => {
  it("agree with GB 18030-2022 wherever a decoder has its mapping", () => {
    const decoder = new TextDecoder("gb18030");
    let codePoint = 0xe815;
    for (let low = 0x50; low <= 0xa0; low++) {
      if (low === 0x7f) continue;
      const decoded = decoder.decode(Uint8Array.of(0xfe, low));
      const own = String.fromCodePoint(codePoint++);
      if (decoded === own) assert.match(standardFor(own) ?? "", /^\p{Script=Han}$/u);
      else assert.equal(standardFor(own), decoded);
    }
  });
});
