/** The fonts of templates on the screen: the very files that the PDF is set in, each loaded when a text first wants it. */
import { FONT_NAMES, type FontName, fontPath } from "#lib/features/certificates/templates/schema/fonts.ts";

/** Of the page's own fonts none is called so. */
export const familyOf = (name: FontName): string => `sealbook-${name}`;

let added = false;

/** Makes the families known to the page; the browser fetches a file when a letter is first drawn in it. */
export function addFonts(): void {
  if (added) return;
  added = true;
  for (const name of FONT_NAMES) {
    document.fonts.add(
      new FontFace(familyOf(name), `url("${fontPath(name)}") format("truetype")`, { display: "swap" }),
    );
  }
}

/** Settles when what has to be drawn can be measured; also when a font cannot be had, since another then stands in for it. */
export async function untilLoaded(name: FontName, text: string): Promise<void> {
  await document.fonts.load(`16px "${familyOf(name)}"`, text).catch(() => []);
}
