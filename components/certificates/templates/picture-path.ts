/** Where the browser has a picture of the organisation's from. @param digest lower-case hex */
export function picturePath(digest: string): string {
  return `/api/v1/templates/pictures/${digest}`;
}
