/** The faces behind each font of a template, the first that has a character first. */
import { type FaceName, OTHER_FACES, OTHER_STRONG_FACES } from "#lib/pdf/faces.ts";
import type { FontName } from "../schema/fonts.ts";

export const FACES_OF: Readonly<Record<FontName, readonly FaceName[]>> = {
  song: ["song", "garamond", "text", ...OTHER_FACES],
  "song-bold": ["songStrong", "garamondStrong", "strong", "text", ...OTHER_STRONG_FACES],
  hei: ["text", ...OTHER_FACES],
  "hei-bold": ["strong", "text", ...OTHER_STRONG_FACES],
  garamond: ["garamond", "song", "text", ...OTHER_FACES],
  "garamond-bold": ["garamondStrong", "songStrong", "strong", "text", ...OTHER_STRONG_FACES],
  "garamond-italic": ["garamondItalic", "garamond", "song", "text", ...OTHER_FACES],
  mono: ["mono", "text", ...OTHER_FACES],
};
