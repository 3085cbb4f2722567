/**
 * A document that is the same bytes whenever it is made from the same facts: no clock, no random identifier, and
 * font subsets whose tag comes from the document's own identity. Archival in form (PDF/A-3, level U: every font
 * embedded, every glyph mapped to Unicode).
 */
import { createHash } from "node:crypto";
import { PDFDocument, type PDFFont, PDFHexString } from "pdf-lib";
import { type Face, type FaceName, face } from "./faces.ts";

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

/** A font as pdf-lib wants it, with glyphs that say which character of this text they stand for. */
export function engineFor({ font }: Face) {
  const glyphOf = (codePoint: number) => {
    const { id, advanceWidth } = font.glyphForCodePoint(codePoint);
    return { id, advanceWidth, codePoints: [codePoint] };
  };
  return {
    ...metrics(font),
    // fontkit's own glyph objects keep the first code point that ever reached them in this process; these do not.
    layout: (text: string) => ({ glyphs: Array.from(text, (character) => glyphOf(character.codePointAt(0) ?? 0)) }),
    glyphForCodePoint: glyphOf,
    createSubset: () => font.createSubset(),
  };
}

function metrics(font: Face["font"]) {
  const { postscriptName, unitsPerEm, ascent, descent, italicAngle, capHeight, xHeight, bbox, characterSet } = font;
  return { postscriptName, unitsPerEm, ascent, descent, italicAngle, capHeight, xHeight, bbox, characterSet };
}

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

/** Of each font, only the glyphs that are drawn end up in the document. */
export async function embedFaces(doc: PDFDocument, identity: Uint8Array): Promise<Record<FaceName, PDFFont>> {
  const embed = async (name: FaceName) => {
    const one = face(name);
    doc.registerFontkit({ create: () => engineFor(one) });
    const customName = `${subsetTag(identity, name)}+${one.font.postscriptName}`;
    return doc.embedFont(one.data, { subset: true, customName });
  };
  return { text: await embed("text"), strong: await embed("strong"), mono: await embed("mono") };
}

/** Plain objects and a plain cross-reference table, which a small reader can follow. */
export function saveDocument(doc: PDFDocument): Promise<Uint8Array> {
  return doc.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false });
}
