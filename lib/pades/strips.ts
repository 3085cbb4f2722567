/**
 * A seal across the edges of all pages (骑缝章): cut into upright strips, one at the right edge of each page, so that pages that are exchanged
 * show. Strips are stamps that stand in the first signed revision: nothing is added to a page once somebody has signed.
 */
import type { PdfRef, PdfValue } from "#lib/pdf/read/values.ts";
import { addAppearance } from "./appearance.ts";
import type { Increment } from "./increment.ts";
import { boxOnPage, type PageShown, shownSize } from "./pages.ts";
import { PdfRefused } from "./refused.ts";

/** Of one seal: narrower strips than these of a seal of 42 mm show too little of it. */
const PAGES_A_SEAL_MAX = 20;
/** Print, ReadOnly, Locked, LockedContents (section 12.5.3). */
const FLAGS = 4 | 64 | 128 | 512;

export interface Strip {
  page: PageShown;
  annotation: PdfRef;
}

/** @throws {PdfRefused} `pdf_strips_one_page`; `pdf_place_outside` for a page that is smaller than the seal */
export function addStrips(
  increment: Increment,
  given: { picture: PdfRef; size: { width: number; height: number }; pages: readonly PageShown[] },
): Strip[] {
  const { picture, size, pages } = given;
  if (pages.length < 2) throw new PdfRefused("pdf_strips_one_page");
  return groupsOf(pages).flatMap((group) =>
    group.map((page, at) => {
      const width = size.width / group.length;
      const whole = shownSize(page);
      const [shownWidth, shownHeight] = [width * page.unitsAMm, size.height * page.unitsAMm];
      const y = (whole.height - shownHeight) / 2;
      if (y < 0 || shownWidth > whole.width) throw new PdfRefused("pdf_place_outside");
      const place = { x: whole.width - shownWidth, y, width: shownWidth, height: shownHeight };
      const rectangle = boxOnPage(page, place);
      const appearance = addAppearance(increment, {
        ...{ picture, page, scale: 1, at: { x: 0, y: 0 } },
        box: { left: at * width, bottom: 0, right: (at + 1) * width, top: size.height },
      });
      const annotation = increment.add(
        new Map<string, PdfValue>([
          ["Type", { name: "Annot" }],
          ["Subtype", { name: "Stamp" }],
          ["Rect", [rectangle.left, rectangle.bottom, rectangle.right, rectangle.top]],
          ["P", page.reference],
          ["F", FLAGS],
          ["AP", new Map([["N", appearance]])],
        ]),
      );
      return { page, annotation };
    }),
  );
}

/** Groups of like size, none of a single page. */
function groupsOf(pages: readonly PageShown[]): PageShown[][] {
  const count = Math.ceil(pages.length / PAGES_A_SEAL_MAX);
  const groups: PageShown[][] = [];
  for (let at = 0; at < count; at++) {
    const [from, to] = [at, at + 1].map((each) => Math.round((each * pages.length) / count));
    groups.push(pages.slice(from, to));
  }
  return groups;
}
