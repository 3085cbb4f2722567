/** PDFs as certificates are delivered: whole pages, and files that an incremental save attaches behind them. */
import { PDFDocument, PDFHexString, PDFName, PDFString } from "pdf-lib";

/** The designed PDF with files attached behind it, as an incremental save writes it. */
export async function deliver(
  pages: Uint8Array,
  files: { credential?: Uint8Array; receipt?: Uint8Array; more?: (document: PDFDocument) => void },
): Promise<Uint8Array> {
  const document = await PDFDocument.load(pages, { forIncrementalUpdate: true });
  const { context, catalog } = document;
  const given = { "credential.json": files.credential, "receipt.json": files.receipt };
  const names = Object.entries(given).flatMap(([name, bytes]) => {
    if (bytes === undefined) return [];
    const stream = context.register(context.stream(bytes, { Type: "EmbeddedFile", Subtype: "application/json" }));
    const specification = context.register(
      context.obj({
        Type: "Filespec",
        F: PDFString.of(name),
        UF: PDFHexString.fromText(name),
        EF: { F: stream, UF: stream },
        AFRelationship: "Supplement",
      }),
    );
    return [PDFHexString.fromText(name), specification];
  });
  catalog.set(PDFName.of("Names"), context.obj({ EmbeddedFiles: context.register(context.obj({ Names: names })) }));
  files.more?.(document);
  return await document.commit({ useObjectStreams: false });
}
