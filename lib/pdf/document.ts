/**
 * A document that is the same bytes whenever it is made from the same facts: no clock, no random identifier, and
 * font subsets whose tag comes from the document's own identity. Archival in form (PDF/A-3, level U: every font
 * embedded, every glyph mapped to Unicode).
 */
import { createHash } from "node:crypto";
import { PDFDocument, PDFHexString } from "pdf-lib";
import { type FaceName, face } from "./faces.ts";
import { type Fonts, SubsetFont } from "./subset-font.ts";

export interface DocumentFacts {
  title: string;
  subject: string;
  /** BCP 47. */
  language: string;
  date: Date;
  /** What the document is made from: the same identity, the same identifiers inside. */
  identity: Uint8Array;
}

const PRODUCER = "Sealbook 印证";
const FILE_ID_BYTES = 16;
const TAG_LETTERS = 6;
const LETTER_A = 65;

/** Six capitals in front of the font's name (ISO 32000-1 §9.6.4). */
function subsetTag(identity: Uint8Array, name: FaceName): string {
  const digest = createHash("sha256").update(name).update("\0").update(identity).digest();
  return Array.from(digest.subarray(0, TAG_LETTERS), (byte) => String.fromCharCode(LETTER_A + (byte % 26))).join("");
}

export async function openDocument(facts: DocumentFacts): Promise<PDFDocument> {
  const doc = await PDFDocument.create({ updateMetadata: false });
  const digest = createHash("sha256").update("file-id\0").update(facts.identity).digest();
  const id = PDFHexString.of(digest.subarray(0, FILE_ID_BYTES).toString("hex"));
  doc.context.trailerInfo.ID = doc.context.obj([id, id]);
  doc.setTitle(facts.title, { showInWindowTitleBar: true });
  doc.setSubject(facts.subject);
  doc.setLanguage(facts.language);
  doc.setCreator(PRODUCER);
  doc.setProducer(PRODUCER);
  doc.setCreationDate(facts.date);
  doc.setModificationDate(facts.date);
  doc.convertToPDFA({ conformance: "3U" });
  return doc;
}

/** Of each font that is asked for, only the glyphs that are drawn end up in the document. */
export function embedFaces(doc: PDFDocument, identity: Uint8Array): Fonts {
  const fonts = new Map<FaceName, SubsetFont>();
  return {
    get: (name) => {
      const font = fonts.get(name) ?? new SubsetFont(doc, { face: face(name), tag: subsetTag(identity, name) });
      fonts.set(name, font);
      return font;
    },
    finish: () => {
      for (const font of fonts.values()) font.finish();
    },
  };
}

/** Plain objects and a plain cross-reference table, which a small reader can follow. */
export function saveDocument(doc: PDFDocument, fonts: Fonts): Promise<Uint8Array> {
  fonts.finish();
  return doc.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false });
}
