/**
 * The fonts that documents are set in, read once a process.
 *
 * A character is mapped to its nominal glyph, one to one: no ligature, no reordering and no contextual form stands
 * between what a record says and what is drawn.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { create, type FontkitFont } from "fontkit";

const FILES = {
  text: "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
  strong: "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
  mono: "@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf",
} as const;

export type FaceName = keyof typeof FILES;

/** A step of an outline, in font units, y upwards. */
export interface OutlineStep {
  command: string;
  args: readonly number[];
}

export interface Face {
  readonly name: FaceName;
  readonly data: Uint8Array;
  readonly font: FontkitFont;
  /** Advance width in em of a character that can be seen when drawn; undefined when this font cannot show it. */
  readonly advance: (codePoint: number) => number | undefined;
  readonly outline: (codePoint: number) => readonly OutlineStep[];
}

const SPACE = 0x20;

/** Controls, formats, separators, combining marks, private and unassigned: never drawn as they are. */
const UNSEEN = /[\p{C}\p{Z}\p{M}]/u;

/** From where the process was started, and from this file, upwards: bundled code no longer lies in its folder. */
function findPackageFile(path: string): string {
  for (const start of [process.cwd(), import.meta.dirname]) {
    for (let folder = start; folder; folder = dirname(folder)) {
      const candidate = join(folder, "node_modules", path);
      if (existsSync(candidate)) return candidate;
      if (dirname(folder) === folder) break;
    }
  }
  throw new Error(`A font of the receipt is not installed: node_modules/${path}. Run npm install.`);
}

function advanceOf(font: FontkitFont, codePoint: number): number | undefined {
  if (codePoint !== SPACE && UNSEEN.test(String.fromCodePoint(codePoint))) return undefined;
  if (!font.hasGlyphForCodePoint(codePoint)) return undefined;
  const glyph = font.glyphForCodePoint(codePoint);
  if (glyph.id === 0 || (codePoint !== SPACE && glyph.path.commands.length === 0)) return undefined;
  return glyph.advanceWidth / font.unitsPerEm;
}

function loadFace(name: FaceName): Face {
  const data = readFileSync(findPackageFile(FILES[name]));
  const font = create(data);
  const advances = new Map<number, number>();
  return {
    name,
    data,
    font,
    advance: (codePoint) => {
      const known = advances.get(codePoint);
      if (known !== undefined) return known;
      const advance = advanceOf(font, codePoint);
      // Only what the font has is remembered, so the map is never larger than the font.
      if (advance !== undefined) advances.set(codePoint, advance);
      return advance;
    },
    outline: (codePoint) => font.glyphForCodePoint(codePoint).path.commands,
  };
}

const faces = new Map<FaceName, Face>();

/** A font by its use: `text` and `strong` have Chinese, Latin, Greek, Cyrillic and kana; `mono` Latin alone. */
export function face(name: FaceName): Face {
  const loaded = faces.get(name);
  if (loaded) return loaded;
  const made = loadFace(name);
  faces.set(name, made);
  return made;
}
