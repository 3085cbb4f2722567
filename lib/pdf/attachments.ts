/** Files inside a document (ISO 32000-1 §7.11.4, associated as ISO 19005-3 §6.8 asks). */
import { type PDFDocument, PDFHexString, PDFName, type PDFRef, PDFString } from "pdf-lib";

export interface Attachment {
  /** ASCII. */
  name: string;
  bytes: Uint8Array;
  mediaType: string;
  description: string;
  date: Date;
  /** Source: the pages are made from it. Supplement: it goes with them. */
  relationship: "Source" | "Supplement";
}

/** The bytes stand in the file as they are, so that a reader need not inflate, nor understand PDF, to find them. */
function writeAttachment(doc: PDFDocument, attachment: Attachment): PDFRef {
  const { context } = doc;
  const date = PDFString.fromDate(attachment.date);
  const stream = context.stream(attachment.bytes, {
    Type: "EmbeddedFile",
    Subtype: attachment.mediaType,
    Params: { Size: attachment.bytes.length, CreationDate: date, ModDate: date },
  });
  const streamRef = context.register(stream);
  const specification = context.obj({
    Type: "Filespec",
    F: PDFString.of(attachment.name),
    UF: PDFHexString.fromText(attachment.name),
    EF: { F: streamRef, UF: streamRef },
    Desc: PDFHexString.fromText(attachment.description),
    AFRelationship: attachment.relationship,
  });
  return context.register(specification);
}

/** @param attachments in ascending order of their names, which a name tree has to be in (ISO 32000-1 §7.9.6) */
export function attachFiles(doc: PDFDocument, attachments: readonly Attachment[]): void {
  const refs = attachments.map((attachment) => writeAttachment(doc, attachment));
  const names = attachments.flatMap((attachment, index) => {
    const ref = refs[index];
    return ref ? [PDFHexString.fromText(attachment.name), ref] : [];
  });
  const tree = doc.context.register(doc.context.obj({ Names: names }));
  doc.catalog.set(PDFName.of("Names"), doc.context.obj({ EmbeddedFiles: tree }));
  doc.catalog.set(PDFName.of("AF"), doc.context.obj(refs));
}
