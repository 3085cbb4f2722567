/** Of the file that is handed in. */
export const LOGO_BYTES_MAX: number = 512 * 1024;

/** A logo that is there, without its picture. */
export interface LogoFacts {
  /** Hex; of the picture as it is kept, which is the file's pixels written anew. */
  sha256: string;
  setAt: Date;
}
