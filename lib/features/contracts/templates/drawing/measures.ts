/** Measures that what draws and what is drawn on have in common. */
export const POINTS_A_MM: number = 72 / 25.4;

/** Hundredths of a millimetre. */
export const inMm = (points: number): number => Math.round((points / POINTS_A_MM) * 100) / 100;
