/**
 * The logical structure of a document (ISO 32000-1 §14.7, §14.8): what is a heading, a table row or a figure, in
 * reading order, for screen readers and for text that is copied out.
 */
import {
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFOperator,
  type PDFOperatorNames,
  type PDFPage,
  type PDFRef,
} from "pdf-lib";

export type Role = "Document" | "H1" | "H2" | "P" | "Table" | "TR" | "TH" | "TD" | "Code" | "Figure" | "Note" | "Sect";

interface Mark {
  page: PDFPage;
  /** Number of this piece of content on its page. */
  id: number;
}

interface Element {
  role: Role;
  alt?: string;
  kids: (Element | Mark)[];
}

export interface Structure {
  /** Everything marked while `draw` runs lies within an element of this role. */
  within: (role: Role, draw: () => void, alt?: string) => void;
  /** As `within`, in the document itself and read before all that is in it. */
  before: (role: Role, draw: () => void) => void;
  /** What `draw` puts on the page belongs to the innermost element. Marks do not nest. */
  mark: (page: PDFPage, draw: () => void) => void;
  /** What `draw` puts on the page is decoration: rules, running heads, page numbers. */
  artifact: (page: PDFPage, draw: () => void) => void;
  /** Writes the tree into the document. */
  finish: () => void;
}

const BEGIN_WITH_PROPERTIES = "BDC" as PDFOperatorNames;
const BEGIN = "BMC" as PDFOperatorNames;
const END = "EMC" as PDFOperatorNames;

/** Writes an element and all below it; `parents` collects, for each page, whose each mark is. */
function writeElement(
  doc: PDFDocument,
  { element, parent, parents }: { element: Element; parent: PDFRef; parents: Map<PDFPage, PDFRef[]> },
): PDFRef {
  const ref = doc.context.nextRef();
  const kids = element.kids.map((kid) => {
    if ("role" in kid) return writeElement(doc, { element: kid, parent: ref, parents });
    const ofPage = parents.get(kid.page) ?? [];
    ofPage[kid.id] = ref;
    parents.set(kid.page, ofPage);
    return doc.context.obj({ Type: "MCR", Pg: kid.page.ref, MCID: kid.id });
  });
  const dict = doc.context.obj({ Type: "StructElem", S: element.role, P: parent, K: kids });
  if (element.alt) dict.set(PDFName.of("Alt"), PDFHexString.fromText(element.alt));
  doc.context.assign(ref, dict);
  return ref;
}

function writeTree(doc: PDFDocument, root: Element): void {
  const { context, catalog } = doc;
  const treeRef = context.nextRef();
  const parents = new Map<PDFPage, PDFRef[]>();
  const rootRef = writeElement(doc, { element: root, parent: treeRef, parents });
  const numbers = doc.getPages().flatMap((page, number) => {
    page.node.set(PDFName.of("StructParents"), context.obj(number));
    page.node.set(PDFName.of("Tabs"), PDFName.of("S"));
    return [context.obj(number), context.obj(parents.get(page) ?? [])];
  });
  const tree = context.obj({
    Type: "StructTreeRoot",
    K: [rootRef],
    ParentTree: context.register(context.obj({ Nums: numbers })),
    ParentTreeNextKey: doc.getPageCount(),
  });
  context.assign(treeRef, tree);
  catalog.set(PDFName.of("StructTreeRoot"), treeRef);
  catalog.set(PDFName.of("MarkInfo"), context.obj({ Marked: true }));
}

export function createStructure(doc: PDFDocument): Structure {
  const root: Element = { role: "Document", kids: [] };
  const open: Element[] = [root];
  const marks = new Map<PDFPage, number>();
  const innermost = () => open.at(-1) ?? root;
  const drawIn = (element: Element, draw: () => void) => {
    open.push(element);
    draw();
    open.pop();
  };
  return {
    within: (role, draw, alt) => {
      const element: Element = { role, kids: [], ...(alt ? { alt } : {}) };
      innermost().kids.push(element);
      drawIn(element, draw);
    },
    before: (role, draw) => {
      const element: Element = { role, kids: [] };
      root.kids.unshift(element);
      drawIn(element, draw);
    },
    mark: (page, draw) => {
      const id = marks.get(page) ?? 0;
      marks.set(page, id + 1);
      const element = innermost();
      element.kids.push({ page, id });
      page.pushOperators(PDFOperator.of(BEGIN_WITH_PROPERTIES, [`/${element.role} <</MCID ${id}>>`]));
      draw();
      page.pushOperators(PDFOperator.of(END));
    },
    artifact: (page, draw) => {
      page.pushOperators(PDFOperator.of(BEGIN, [PDFName.of("Artifact")]));
      draw();
      page.pushOperators(PDFOperator.of(END));
    },
    finish: () => writeTree(doc, root),
  };
}
