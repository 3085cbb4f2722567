/** A text as it is meant, for LIKE and ILIKE, where % and _ stand for anything. */
export function escapeLike(text: string): string {
  return text.normalize("NFC").replace(/[\\%_]/g, "\\$&");
}
