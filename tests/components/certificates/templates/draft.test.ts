/** The designer's draft: nothing is lost by undoing, and the canvas changes what its author changed and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type CanvasSchema,
  fromCanvas,
  groundCount,
  toCanvas,
} from "#components/certificates/templates/designer/canvas/canvas-template.ts";
import { type Draft, newDraft, nextDraft } from "#components/certificates/templates/designer/draft.ts";
import {
  addElement,
  changeElement,
  changeField,
  copyElement,
  freeId,
  moveElement,
  removeElements,
} from "#components/certificates/templates/designer/edits.ts";
import { centred, ELEMENT_KINDS, newElement } from "#components/certificates/templates/designer/new-element.ts";
import { problemsOf } from "#components/certificates/templates/designer/problems.ts";
import { templateDocumentSchema } from "#lib/features/certificates/templates/schema/document.ts";
import type { TemplateDocument } from "#lib/features/certificates/templates/types.ts";
import { sampleTemplate } from "#tests/features/certificates/templates/sample-template.ts";

const labelOf = (name: string) => name;

function schemasOf(document: TemplateDocument): CanvasSchema[] {
  return structuredClone(toCanvas(document, labelOf).schemas[0]);
}

const back = (schemas: CanvasSchema[], document: TemplateDocument) =>
  fromCanvas({ schemas: [schemas] } as never, document);

function edit(draft: Draft, id: string, x: number, about?: string): Draft {
  return nextDraft(draft, { kind: "edit", edit: changeElement(id, { x }), ...(about !== undefined && { about }) });
}

test("undo and redo go through every step, and a number that is typed is one step", () => {
  const first = newDraft(sampleTemplate());
  const typed = edit(edit(edit(first, "name", 1, "name x"), "name", 12, "name x"), "name", 5, "name y");
  assert.equal(typed.past.length, 2);
  const undone = nextDraft(nextDraft(typed, { kind: "undo" }), { kind: "undo" });
  assert.deepEqual(undone.document, sampleTemplate());
  const redone = nextDraft(nextDraft(undone, { kind: "redo" }), { kind: "redo" });
  assert.deepEqual(redone.document, typed.document);
  assert.equal(nextDraft(undone, { kind: "undo" }), undone);
  // What is done anew takes the place of what was undone.
  assert.equal(edit(undone, "name", 3).future.length, 0);
});

test("what is removed is no longer chosen, and what is undone is there again", () => {
  const chosen = nextDraft(newDraft(sampleTemplate()), { kind: "choose", ids: ["name", "title"] });
  const removed = nextDraft(chosen, { kind: "edit", edit: removeElements(["name"]) });
  assert.deepEqual(removed.chosen, ["title"]);
  assert.ok(nextDraft(removed, { kind: "undo" }).document.elements.some(({ id }) => id === "name"));
});

test("the canvas gives back what it was given, also what hangs over the page's edge", () => {
  const document = sampleTemplate();
  const over = changeElement("title", { x: 200, y: -12 })(document);
  const shown = schemasOf(over).map((schema) =>
    // As pdfme shows it: within the page.
    schema.name === "title" ? { ...schema, position: { x: 120, y: schema.position.y } } : schema,
  );
  assert.deepEqual(back(shown, over), over);
  assert.deepEqual(back(schemasOf(document), document), document);
});

test("what covers the page lies still under the mouse and is kept in its order", () => {
  const document = sampleTemplate();
  assert.equal(groundCount(document), 1);
  const [moved, ...others] = schemasOf(document);
  assert.ok(moved);
  const after = back([...others, { ...moved, position: { x: 3, y: 4 } }], document);
  assert.equal(after.elements[0]?.id, document.elements[0]?.id);
  assert.deepEqual({ x: after.elements.at(-1)?.x, y: after.elements.at(-1)?.y }, { x: 3, y: 4 });
});

test("a copy has an id of its own, and a code that is drawn out stays a square that can be read", () => {
  const document = sampleTemplate();
  const schemas = schemasOf(document);
  const name = schemas.find((schema) => schema.name === "name");
  assert.ok(name);
  const copied = back([...schemas, { ...structuredClone(name), name: "name copy" }], document);
  assert.equal(new Set(copied.elements.map(({ id }) => id)).size, copied.elements.length);
  const narrow = schemas.map((schema) => (schema.type === "qr" ? { ...schema, width: 12, height: 41.337 } : schema));
  const code = back(narrow, document).elements.find(({ kind }) => kind === "qr");
  assert.deepEqual([code?.width, code?.height], [41.34, 41.34]);
  assert.ok(templateDocumentSchema.safeParse(back(narrow, document)).success);
});

test("an element of every kind that is put on the page is one that can be kept", () => {
  let document = sampleTemplate();
  for (const kind of ELEMENT_KINDS) {
    const id = freeId(
      kind,
      document.elements.map((each) => each.id),
    );
    const element = newElement(kind, { text: "文字", picture: "ab".repeat(32) });
    document = addElement(centred(element, id, { width: 297, height: 210 }))(document);
    document = copyElement(
      id,
      freeId(
        kind,
        document.elements.map((each) => each.id),
      ),
    )(document);
  }
  assert.deepEqual(problemsOf(document), []);
});

test("order is changed by one at a time, and not beyond the ends", () => {
  const document = sampleTemplate();
  const [first, second] = document.elements;
  const moved = moveElement(first?.id ?? "", 1)(document);
  assert.deepEqual(moved.elements.slice(0, 2), [second, first]);
  assert.equal(moveElement(first?.id ?? "", -1)(document), document);
});

test("texts go on printing a field whose name is changed, and never another's", () => {
  const document = sampleTemplate();
  const [field] = document.fields;
  const printing = changeElement("name", { text: `{{holder_name}} {{${field?.name}}}` })(document);
  const renamed = changeField(0, { name: "subject_of_study" })(printing);
  const text = renamed.elements.find(({ id }) => id === "name");
  assert.ok(text?.kind === "text" && text.text.endsWith("{{subject_of_study}}"));
  assert.deepEqual(problemsOf(renamed), []);
});

test("what cannot be kept is named by its place and reason", () => {
  const problems = (document: TemplateDocument) => problemsOf(document).map(({ place, key }) => `${place} ${key}`);
  const document = sampleTemplate();
  const at = document.elements.findIndex(({ id }) => id === "name");
  assert.deepEqual(problems(changeElement("name", { text: "{{nobody}}" })(document)), [
    `elements.${at}.text placeholder`,
  ]);
  assert.deepEqual(problems(changeElement("name", { width: 0 })(document)), [`elements.${at}.width number`]);
  assert.deepEqual(problems(changeElement("name", { sizeMin: 99 })(document)), [`elements.${at}.sizeMin sizeMin`]);
  assert.deepEqual(problems({ ...document, validity: { months: 0 } }), ["validity.months months"]);
  const rule = { field: "nobody", kind: "over", value: "18" } as const;
  assert.deepEqual(problems({ ...document, predicates: [rule] }), ["predicates.0.field predicateField"]);
});
