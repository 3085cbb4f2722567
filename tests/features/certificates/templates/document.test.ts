/** A template's document is read strictly, has one text, and goes through the designer and back unchanged. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  publishFaults,
  readTemplateDocument,
  templateDocumentSchema,
  writeTemplateDocument,
} from "#lib/features/certificates/templates/schema/document.ts";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { sampleTemplate } from "./sample-template.ts";

type Mutable = Record<string, unknown> & { elements: Record<string, unknown>[]; fields: Record<string, unknown>[] };

function changed(change: (document: Mutable) => void): unknown {
  const document = structuredClone(sampleTemplate()) as unknown as Mutable;
  change(document);
  return document;
}

const at = (document: Mutable, id: string) => document.elements.find((each) => each.id === id) ?? {};

const REFUSED: Record<string, (document: Mutable) => void> = {
  "an unknown member": (d) => Object.assign(d, { script: "alert(1)" }),
  "an unknown member of an element": (d) => Object.assign(at(d, "name"), { href: "https://example.org" }),
  "another format": (d) => Object.assign(d, { template: "sealbook.template/v2" }),
  "two elements with one id": (d) => d.elements.push({ ...at(d, "name") }),
  "two fields with one name": (d) => d.fields.push({ ...d.fields[0] }),
  "a field with a built-in name": (d) => Object.assign(d.fields[0] ?? {}, { name: "email" }),
  "a placeholder of no field": (d) => Object.assign(at(d, "body"), { text: "{{salary}}" }),
  "the address of a holder": (d) => Object.assign(at(d, "body"), { text: "{{email}}" }),
  "a date's form of no date": (d) => Object.assign(at(d, "body"), { text: "{{course:han}}" }),
  "a holder's value in the seal": (d) => Object.assign(at(d, "seal"), { text: "{{holder_name}}" }),
  "a code too small to be read": (d) => Object.assign(at(d, "code"), { width: 20, height: 20 }),
  "a code too pale to be read": (d) => Object.assign(at(d, "code"), { color: "#c0c0c0" }),
  "a font of others": (d) => Object.assign(at(d, "body"), { font: "Comic Sans" }),
  "a floor above the size": (d) => Object.assign(at(d, "body"), { sizeMin: 15 }),
  "a hidden character": (d) => Object.assign(at(d, "body"), { text: "a\u202eb" }),
  "text that is not composed": (d) => Object.assign(at(d, "body"), { text: "e\u0301" }),
  "a length finer than a hundredth": (d) => Object.assign(at(d, "body"), { x: 1.001 }),
  "a place that is no number": (d) => Object.assign(at(d, "body"), { x: Number.POSITIVE_INFINITY }),
  "a zone that does not exist": (d) => Object.assign(d, { timeZone: "Mars/Olympus" }),
  "choices of a text": (d) => Object.assign(d.fields[0] ?? {}, { choices: ["a"] }),
  "a choice without choices": (d) => Reflect.deleteProperty(d.fields[2] ?? {}, "choices"),
  "too many elements": (d) => {
    for (let number = 0; number < 200; number++) d.elements.push({ ...at(d, "name"), id: `e${number}` });
  },
};

REFUSED["too many ornaments"] = (d) => {
  for (let number = 0; number < 12; number++) d.elements.push({ ...at(d, "frame"), id: `frame-${number}` });
};

describe("a template's document", () => {
  it("has one text, which reads back as it was", () => {
    const document = sampleTemplate();
    const text = writeTemplateDocument(document);
    assert.deepEqual(readTemplateDocument(text), document);
    assert.equal(readTemplateDocument(` ${text}`), undefined);
    assert.equal(readTemplateDocument(text.replace("}", ',"a":1}')), undefined);
  });

  for (const [what, change] of Object.entries(REFUSED)) {
    it(`refuses ${what}`, () => assert.equal(templateDocumentSchema.safeParse(changed(change)).success, false));
  }

  it("is published only with a name and one code, all of it on the page", () => {
    const faults = (change: (document: Mutable) => void) =>
      publishFaults(changed(change) as TemplateDocument).map(({ code }) => code);
    assert.deepEqual(
      faults(() => undefined),
      [],
    );
    assert.deepEqual(
      faults((d) => d.elements.splice(d.elements.indexOf(at(d, "code")), 1)),
      ["qr_absent"],
    );
    assert.deepEqual(
      faults((d) => d.elements.push({ ...at(d, "code"), id: "other" })),
      ["qr_twice"],
    );
    assert.deepEqual(
      faults((d) => Object.assign(at(d, "name"), { text: "张三" })),
      ["holder_name_absent"],
    );
    assert.deepEqual(
      faults((d) => Object.assign(at(d, "code"), { x: 280 })),
      ["beyond_page"],
    );
  });
});
