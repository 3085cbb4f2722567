/** How large what is filled in is set, by the height of its field: what a field says for whoever draws it anew, and what we draw. */
const FONT_POINTS = { min: 5, max: 11, partOfHeight: 0.62 } as const;
const LINE_EM = 1.35;

/** Size of what is set in a field, and whether it may take several lines. Lengths in points. */
export function settingOf(height: number): { size: number; isMultiline: boolean } {
  const isMultiline = height >= 2 * LINE_EM * FONT_POINTS.max;
  const fitting = isMultiline ? FONT_POINTS.max : height * FONT_POINTS.partOfHeight;
  return { size: Math.min(FONT_POINTS.max, Math.max(FONT_POINTS.min, fitting)), isMultiline };
}
