/** How a seal looks in a document: its picture once, and a small form for each place that shows it (ISO 32000-2 sections 8.10 and 12.5.5). */
import { utf8 } from "#lib/core/text/bytes.ts";
import type { PdfRef, PdfValue } from "#lib/pdf/read/values.ts";
import type { Increment } from "./increment.ts";
import type { PageShown } from "./pages.ts";
import { writtenNumber } from "./write-values.ts";

/** A seal's picture. Streams are deflated (FlateDecode). */
export type SealPicture = {
  /** As large as the seal itself, in millimetres. */
  width: number;
  height: number;
} & (
  | {
      kind: "drawing";
      /** Operators of a content stream, in millimetres from the left lower corner. */
      operators: Uint8Array;
    }
  | {
      kind: "pixels";
      columns: number;
      rows: number;
      /** Three bytes a pixel, row by row from the head. */
      colours: Uint8Array;
      /** One byte a pixel: 0 is clear. */
      alpha: Uint8Array;
    }
);

const name = (text: string): PdfValue => ({ name: text });
const dict = (entries: [string, PdfValue][]): Map<string, PdfValue> => new Map(entries);

/** The picture as a form of its own size, in millimetres. */
export function addPicture(increment: Increment, picture: SealPicture): PdfRef {
  const form: [string, PdfValue][] = [
    ["Type", name("XObject")],
    ["Subtype", name("Form")],
    ["BBox", [0, 0, picture.width, picture.height]],
  ];
  if (picture.kind === "drawing") {
    const entries = dict([...form, ["Resources", dict([])], ["Filter", name("FlateDecode")]]);
    return increment.addStream(entries, picture.operators);
  }
  const image = addPixels(increment, picture);
  const content = `q ${writtenNumber(picture.width)} 0 0 ${writtenNumber(picture.height)} 0 0 cm /I Do Q`;
  return increment.addStream(dict([...form, ["Resources", dict([["XObject", dict([["I", image]])]])]]), utf8(content));
}

function addPixels(increment: Increment, picture: Extract<SealPicture, { kind: "pixels" }>): PdfRef {
  const image = (space: string): [string, PdfValue][] => [
    ["Type", name("XObject")],
    ["Subtype", name("Image")],
    ["Width", picture.columns],
    ["Height", picture.rows],
    ["ColorSpace", name(space)],
    ["BitsPerComponent", 8],
    ["Filter", name("FlateDecode")],
  ];
  const mask = increment.addStream(dict(image("DeviceGray")), picture.alpha);
  return increment.addStream(dict([...image("DeviceRGB"), ["SMask", mask]]), picture.colours);
}

/**
 * An appearance that stands upright on a page that is turned.
 *
 * @param view.width of what it is stretched to, in any unit, with its height
 * @param view.from where the picture's left lower corner lies in it, and how large a millimetre of the picture is there
 */
export function addAppearance(
  increment: Increment,
  view: {
    picture: PdfRef;
    page: Pick<PageShown, "turn">;
    box: { left: number; bottom: number; right: number; top: number };
    scale: number;
    at: { x: number; y: number };
  },
): PdfRef {
  const { picture, page, box, scale, at } = view;
  // As ink does: what is printed below stays readable.
  const content = `q /G gs ${[scale, 0, 0, scale, at.x, at.y].map(writtenNumber).join(" ")} cm /S Do Q`;
  return increment.addStream(
    dict([
      ["Type", name("XObject")],
      ["Subtype", name("Form")],
      ["BBox", [box.left, box.bottom, box.right, box.top]],
      ["Matrix", TURNS[page.turn]],
      [
        "Resources",
        dict([
          ["XObject", dict([["S", picture]])],
          ["ExtGState", dict([["G", dict([["BM", name("Multiply")]])]])],
        ]),
      ],
    ]),
    utf8(content),
  );
}

/** Against the turn of the page, which is clockwise. */
export const TURNS: Record<PageShown["turn"], number[]> = {
  0: [1, 0, 0, 1, 0, 0],
  90: [0, 1, -1, 0, 0, 0],
  180: [-1, 0, 0, -1, 0, 0],
  270: [0, -1, 1, 0, 0, 0],
};
