/** The look of our documents: ink on paper and one vermilion seal. Lengths in points. */
import { type FaceName, OTHER_FACES, OTHER_STRONG_FACES } from "./faces.ts";
import type { Color } from "./pen.ts";

/** A4. */
export const PAGE: [width: number, height: number] = [595.28, 841.89];
export const MARGIN: { side: number; top: number; bottom: number } = { side: 54, top: 40, bottom: 50 };
export const CONTENT_WIDTH: number = PAGE[0] - 2 * MARGIN.side;

export const INK: Color = [0.11, 0.1, 0.09];
export const SOFT_INK: Color = [0.38, 0.36, 0.33];
export const LINE: Color = [0.82, 0.79, 0.74];
export const PANEL: Color = [0.975, 0.965, 0.945];
export const VERMILION: Color = [0.74, 0.16, 0.11];
export const AMBER: Color = [0.55, 0.36, 0.02];
export const PAPER: Color = [1, 1, 1];

export interface TextStyle {
  size: number;
  /** Base line to base line. */
  leading: number;
  color: Color;
  faces: readonly FaceName[];
}

const PLAIN: readonly FaceName[] = ["text", ...OTHER_FACES];
const STRONG: readonly FaceName[] = ["strong", "text", ...OTHER_STRONG_FACES];
const MONO: readonly FaceName[] = ["mono", "text", ...OTHER_FACES];

export const STYLE = {
  brand: { size: 8.4, leading: 11, color: INK, faces: STRONG },
  title: { size: 25, leading: 31, color: INK, faces: STRONG },
  status: { size: 14, leading: 20, color: INK, faces: STRONG },
  heading: { size: 9.5, leading: 13, color: INK, faces: STRONG },
  body: { size: 8.6, leading: 12.6, color: INK, faces: PLAIN },
  label: { size: 8, leading: 12.4, color: SOFT_INK, faces: PLAIN },
  value: { size: 8.6, leading: 12.4, color: INK, faces: PLAIN },
  name: { size: 9.6, leading: 13.4, color: INK, faces: STRONG },
  digest: { size: 7.9, leading: 12.4, color: INK, faces: MONO },
  code: { size: 6.9, leading: 9.6, color: INK, faces: MONO },
  small: { size: 7, leading: 10, color: SOFT_INK, faces: PLAIN },
  footer: { size: 6.8, leading: 9, color: SOFT_INK, faces: MONO },
} as const satisfies Record<string, TextStyle>;
