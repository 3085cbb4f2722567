/** In place of @pdfme/converter (next.config.js): the designer's pages are blank ones, never another PDF's, and need no renderer of 15 MB. */
function refuse(): never {
  throw new Error("The designer has blank pages only");
}

export const pdf2img = refuse;
export const pdf2size = refuse;
